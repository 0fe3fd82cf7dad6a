import type { SyncResourceConfig } from './generated/resources/sync.ts';
import { asJson, isKnown } from './json.ts';
import type { ModelField } from './model.ts';
import { type Shape, toTerraform } from './shape.ts';

/** A target's field that takes more than a model's field as it is. */
export interface SyncFieldProps {
  /** The model's field. Either this or `overrideValue`. */
  readonly source?: ModelField;
  /** A constant: `'Bern'`, `17`, `true`, a list or an object. */
  readonly overrideValue?: unknown;
  /** Add the field to a target that lacks it. */
  readonly new?: boolean;
  /** When it is written, in mode `updateOrCreate`. Default: always. */
  readonly syncMode?: NonNullable<NonNullable<SyncResourceConfig['overrideFields']>[number]['syncMode']>;
  /** Encrypt it with the sync's passphrase. */
  readonly encryptionEnabled?: boolean;
}

/** What fills a field of the target: a model's field as it is, or more. */
export type SyncField = ModelField | SyncFieldProps;

type Listed = SyncFieldProps & { readonly target: string };

const fieldShape: Shape = {
  target: 'value',
  source: 'value',
  override_value: 'value',
  new: 'value',
  sync_mode: 'value',
  encryption_enabled: 'value',
};

/** `fields` is one value to Terraform, so that its names are those of the API. */
export function fieldsAsSaid(
  fields: { readonly [targetField: string]: SyncField } | readonly Listed[],
  where: string,
): unknown {
  if (isList(fields)) return fields.map((field, i) => asSaid(field, where, String(i)));
  return Object.fromEntries(
    Object.entries(fields).map(([target, field]) => [
      target,
      asSaid('model' in field ? { source: field } : field, where, target),
    ]),
  );
}

function isList(fields: object): fields is readonly Listed[] {
  return Array.isArray(fields);
}

function asSaid(field: SyncFieldProps, where: string, at: string): Record<string, unknown> {
  const { source, overrideValue, ...rest } = field;
  return toTerraform(
    {
      ...rest,
      source: source && { model_id: source.model.id, field: source.field },
      overrideValue: overrideValue === undefined ? undefined : asText(overrideValue),
    },
    fieldShape,
    where,
    ['fields', at],
  );
}

/** A constant is text to Terraform, and read by the type of the field that takes it. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return isKnown(value) && typeof value !== 'object' ? String(value) : asJson(value);
}
