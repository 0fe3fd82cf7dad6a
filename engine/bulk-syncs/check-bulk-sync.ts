import { type BulkSyncInput, bulkSyncModes } from '../api/documents.ts';
import type { Issue } from '../api/errors.ts';

/** Faults that a bulk sync's definition has by itself, whatever its source and destination are. */
export function checkBulkSyncShape(input: BulkSyncInput): readonly Issue[] {
  const issues: Issue[] = [];
  const add = (path: readonly (string | number)[], message: string) => issues.push({ path, message });
  if (!bulkSyncModes.includes(input.mode))
    add(['mode'], `"${input.mode}" is no mode; known are ${bulkSyncModes.join(', ')}`);
  const seen = new Set<string>();
  for (const [i, schema] of (input.schemas ?? []).entries()) {
    if (seen.has(schema.id)) add(['schemas', i, 'id'], `"${schema.id}" is listed twice`);
    seen.add(schema.id);
    for (const name of ['partition_key', 'data_cutoff_timestamp'] as const)
      if (schema[name] !== undefined) add(['schemas', i, name], `${name} is not available yet`);
    if (schema.filters?.length) add(['schemas', i, 'filters'], 'filters are not available yet');
    for (const [j, field] of (schema.fields ?? []).entries())
      if (field.obfuscate) add(['schemas', i, 'fields', j, 'obfuscate'], 'obfuscate is not available yet');
  }
  if (input.data_cutoff_timestamp !== undefined)
    add(['data_cutoff_timestamp'], 'data_cutoff_timestamp is not available yet');
  return issues;
}
