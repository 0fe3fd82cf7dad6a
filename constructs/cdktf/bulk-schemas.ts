import type { FilterFunction } from './generated/functions.ts';
import type { ModelResourceConfig } from './generated/resources/model.ts';
import { isKnown } from './json.ts';
import { type Shape, toTerraform } from './shape.ts';

/** A field of a source object. */
export interface BulkField {
  /** Default true. */
  readonly enabled?: boolean;
  /** Send a hash in the place of the value. */
  readonly obfuscate?: boolean;
  /** Name of its column. */
  readonly outputName?: string;
}

export interface BulkFilter {
  /** Id of a field of the object. */
  readonly fieldId: string;
  readonly function: FilterFunction;
  /** What to compare with: `'Bern'`, `17`, `['a', 'b']`. */
  readonly value?: unknown;
}

/** What the records of a model or an object are expected to be. */
export type Expectation = NonNullable<ModelResourceConfig['expectations']>[number];

/** An object of the source, and what becomes of it. */
export interface BulkSchema {
  /** Default true. */
  readonly enabled?: boolean;
  /** Name of its table. */
  readonly outputName?: string;
  /** Its fields, by id. All as they are if not set. */
  readonly fields?: { readonly [fieldId: string]: BulkField };
  /** Which of its records to take. */
  readonly filters?: readonly BulkFilter[];
  /** The field by which the work is divided. */
  readonly partitionKey?: string;
  /** The field that moves when a record changes. */
  readonly trackingField?: string;
  /** Only records from then on (RFC 3339). */
  readonly dataCutoffTimestamp?: string;
  readonly disableDataCutoff?: boolean;
  /** What its records are expected to be. Evaluated in each run, before a record is written. */
  readonly expectations?: readonly Expectation[];
}

const fieldShape: Shape = { enabled: 'value', obfuscate: 'value', output_name: 'value' };

const schemaShape: Shape = {
  enabled: 'value',
  output_name: 'value',
  fields: { items: { fields: fieldShape } },
  filters: { items: { fields: { field_id: 'value', function: 'value', value: 'value' } } },
  partition_key: 'value',
  tracking_field: 'value',
  data_cutoff_timestamp: 'value',
  disable_data_cutoff: 'value',
  expectations: {
    items: {
      fields: {
        type: 'value',
        fields: 'value',
        values: 'value',
        min: 'value',
        max: 'value',
        max_age: 'value',
        condition: 'value',
        on_failure: 'value',
      },
    },
  },
};

/** `schemas` is one value to Terraform, so that its names are those of the API. */
export function asSaid(
  schemas: { readonly [objectId: string]: BulkSchema },
  where: string,
): Readonly<Record<string, unknown>> {
  return mapValues(schemas, (schema, id) => {
    const said = toTerraform(schema, schemaShape, where, ['schemas', id]) as {
      readonly fields?: Readonly<Record<string, object>>;
      readonly filters?: readonly { readonly value?: unknown }[];
    };
    return {
      ...renamed(said),
      ...(said.fields && { fields: mapValues(said.fields, renamed) }),
      ...(said.filters && { filters: said.filters.map(withValue) }),
    };
  });
}

/** The name that a user chose is the API's `user_output_name`. */
function renamed(said: object): object {
  const { output_name, ...rest } = said as { readonly output_name?: unknown };
  return output_name === undefined ? rest : { ...rest, user_output_name: output_name };
}

/** The provider takes a text that begins like JSON for JSON; so such a text is given as JSON. */
function withValue(filter: { readonly value?: unknown }): object {
  const { value } = filter;
  if (typeof value !== 'string' || !isKnown(value) || !/^\s*["[{]/.test(value)) return filter;
  return { ...filter, value: JSON.stringify(value) };
}

function mapValues<T, U>(
  record: { readonly [key: string]: T },
  map: (value: T, key: string) => U,
): { [key: string]: U } {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
