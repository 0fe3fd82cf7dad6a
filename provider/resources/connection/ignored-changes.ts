import type { ConfigField } from '@syncform/engine/contract/config-schema.ts';
import { stableText } from '@syncform/engine/kit/digest.ts';
import type { Json } from '../../framework/index.ts';
import { engineJson } from '../values/json-values.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * Configurations as they are written. Terraform has each validated before it has it planned, and puts the state's values in
 * place of those that `lifecycle { ignore_changes }` names only in between: of secrets, which are in no state, that leaves
 * nothing. What is planned and was never validated is thus how one tells a secret that is ignored from one that was taken
 * out. Kept in memory only, for it holds secrets.
 */
export class WrittenConfigurations {
  readonly #fields: readonly ConfigField[];
  readonly #texts = new Set<string>();
  readonly #secrets = new Set<string>();

  constructor(fields: readonly ConfigField[]) {
    this.#fields = fields;
  }

  /** A configuration as the user wrote it. */
  note(configuration: Values): void {
    this.#texts.add(textOf(configuration));
    for (const path of secretsIn(this.#fields, configuration, 'given')) this.#secrets.add(path);
  }

  /**
   * Undefined of a configuration as it was written. Of one whose changes are ignored, in part or as a whole, the paths of the
   * secrets that are written and ignored.
   */
  ignored(configuration: Values): readonly string[] | undefined {
    if (this.#texts.has(textOf(configuration))) return undefined;
    return secretsIn(this.#fields, configuration, 'missing').filter((path) => this.#secrets.has(path));
  }
}

/**
 * The configuration to apply where changes are ignored: what was planned, with the secrets that are written but for the
 * ignored ones, which are left out and so stay as they are stored.
 */
export function withoutIgnored(
  fields: readonly ConfigField[],
  planned: Values,
  written: Values,
  ignored: readonly string[],
  at: readonly (string | number)[] = [],
): Values {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const path = [...at, field.name];
      const [value, own] = [planned[field.name], written[field.name]];
      if (field.sensitive) return ignored.includes(path.join('.')) ? [] : [[field.name, own ?? null]];
      const inner = field.fields ?? field.items?.fields;
      if (!inner || typeof value !== 'object' || value === null) return [[field.name, value]];
      const within = (element: unknown, other: unknown, place: readonly (string | number)[]) =>
        withoutIgnored(inner, element as Values, (other ?? {}) as Values, ignored, place);
      const merged = Array.isArray(value)
        ? value.map((element, i) => within(element, (own as unknown[] | null)?.[i], [...path, i]))
        : within(value, own, path);
      return [[field.name, merged]];
    }),
  );
}

function textOf(configuration: Values): string {
  return stableText(engineJson(configuration as Json));
}

/** Paths of the secrets that a configuration gives, or of those that it does not, joined by dots. */
function secretsIn(
  fields: readonly ConfigField[],
  values: Values,
  which: 'given' | 'missing',
  at: readonly (string | number)[] = [],
): readonly string[] {
  return fields.flatMap((field) => {
    const path = [...at, field.name];
    const value = values[field.name] ?? null;
    if (field.sensitive) return (value === null) === (which === 'missing') ? [path.join('.')] : [];
    const inner = field.fields ?? field.items?.fields;
    if (!inner || typeof value !== 'object' || value === null) return [];
    return Array.isArray(value)
      ? value.flatMap((element, i) => secretsIn(inner, element as Values, which, [...path, i]))
      : secretsIn(inner, value as Values, which, path);
  });
}
