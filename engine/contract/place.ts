import { stableText } from '../kit/digest.ts';
import type { JsonObject } from '../kit/json.ts';
import type { ConnectorDefinition } from './contract.ts';
import { describeConfig, isActive } from './describe-config.ts';

/** A connection as it is configured: its settings parsed, defaults filled in. */
export interface Configured {
  readonly definition: Pick<ConnectorDefinition, 'config'>;
  readonly config: JsonObject;
}

/**
 * Where a connection leads, as text: its settings that name the server, database, bucket or account, and not how one gets
 * in. What is known of one place says nothing of another.
 */
export function placeOf({ definition, config }: Configured): string {
  const fields = describeConfig(definition.config);
  const places = fields.filter((field) => field.isPlace && isActive(field, fields, config));
  return stableText(Object.fromEntries(places.map(({ name }) => [name, config[name] ?? null])));
}

/** Whether a connection points elsewhere than it did; `before` is null where that was not noted. */
export function isElsewhere(before: string | null | undefined, now: Configured): boolean {
  return before != null && before !== placeOf(now);
}

/**
 * That a connection points elsewhere than it did, and in what, for people; undefined where it does not, or `before` was not
 * noted.
 */
export function changeOfPlace(
  before: string | null | undefined,
  now: Configured & { readonly name: string },
): string | undefined {
  if (before == null || !isElsewhere(before, now)) return undefined;
  const [old, current] = [before, placeOf(now)].map((text) => JSON.parse(text) as JsonObject);
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(current ?? {})])];
  const word = (value: unknown) => (value == null ? 'not set' : JSON.stringify(value));
  const changes = names
    .filter((name) => stableText(old?.[name] ?? null) !== stableText(current?.[name] ?? null))
    .map((name) => `${name} was ${word(old?.[name])} and is ${word(current?.[name])}`);
  return `connection "${now.name}" points elsewhere than before (${changes.join(', ')})`;
}
