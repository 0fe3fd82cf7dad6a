import type { BulkSchema, BulkSyncInput } from '../api/documents.ts';
import type { ObjectSchema, ObjectSummary } from '../contract/contract.ts';
import { spelledAsThere } from '../kit/normal-form.ts';

/** A definition with its objects as the source spells them, whatever normal form they were written in. */
export function inSourceSpelling(input: BulkSyncInput, listed: readonly ObjectSummary[]): BulkSyncInput {
  if (!input.schemas) return input;
  const there = listed.flatMap(({ id, name }) => (id === name ? [id] : [id, name]));
  return { ...input, schemas: input.schemas.map((s) => ({ ...s, id: spelledAsThere(s.id, there) })) };
}

/** What a definition says of an object, with its fields as the object spells them, and the object's own tracking field where it names none. */
export function inObjectSpelling(
  schema: BulkSchema | undefined,
  { id, fields, tracking_field: own }: ObjectSchema,
): BulkSchema | undefined {
  if (!schema) return own === undefined ? undefined : { id, tracking_field: own };
  const there = fields.map(({ id }) => id);
  const { tracking_field = own, partition_key } = schema;
  return {
    ...schema,
    ...(schema.fields
      ? { fields: schema.fields.map((f) => ({ ...f, id: spelledAsThere(f.id, there) })) }
      : {}),
    ...(schema.filters
      ? { filters: schema.filters.map((f) => ({ ...f, field_id: spelledAsThere(f.field_id, there) })) }
      : {}),
    ...(tracking_field === undefined ? {} : { tracking_field: spelledAsThere(tracking_field, there) }),
    ...(partition_key === undefined ? {} : { partition_key: spelledAsThere(partition_key, there) }),
  };
}
