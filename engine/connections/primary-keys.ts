import type { SchemaPrimaryKeys } from '../api/documents.ts';
import type { ObjectSchema } from '../contract/contract.ts';
import { InvalidError, type Issue } from '../kit/errors.ts';
import { shortList } from '../kit/short-list.ts';
import type { UsedConnection } from './open-connections.ts';

/** Objects with the keys that were set for them in place of their own; one without fields leaves an object its own. */
export function withPrimaryKeys(
  objects: readonly ObjectSchema[],
  keys: readonly SchemaPrimaryKeys[],
): readonly ObjectSchema[] {
  const byObject = new Map(keys.map(({ schema_id, field_ids }) => [schema_id, field_ids]));
  return objects.map((object) => {
    const key = byObject.get(object.id) ?? [];
    if (key.length === 0) return object;
    const fields = object.fields.map((field) => ({ ...field, is_primary_key: key.includes(field.id) }));
    return { ...object, fields };
  });
}

/** Throws `invalid`, with paths in the document, where keys name what the connection does not have. */
export async function checkPrimaryKeys(
  { schema_id, field_ids }: SchemaPrimaryKeys,
  used: UsedConnection,
  signal: AbortSignal,
): Promise<void> {
  used.facet('read');
  const discover = used.facet('discover');
  const [object] = await discover.describe([schema_id], {}, signal);
  if (!object)
    throw new InvalidError([
      { path: ['schema_id'], message: `connection "${used.name}" has no schema "${schema_id}"` },
    ]);
  const issues: Issue[] = [];
  if (field_ids.length === 0)
    issues.push({ path: ['field_ids'], message: 'a key is made of at least one field' });
  for (const [i, id] of field_ids.entries()) {
    if (!object.fields.some((field) => field.id === id))
      issues.push({
        path: ['field_ids', i],
        message: `"${schema_id}" has no field "${id}"; it has ${shortList(object.fields.map((f) => f.id))}`,
      });
    if (field_ids.indexOf(id) !== i)
      issues.push({ path: ['field_ids', i], message: `"${id}" is listed twice` });
  }
  if (issues.length > 0) throw new InvalidError(issues);
}
