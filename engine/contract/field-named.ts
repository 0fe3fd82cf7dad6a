import { SyncformError } from '../kit/errors.ts';
import type { FieldSchema } from './rows.ts';

/** The field of an object that has an id. Throws `source_changed` where there is none any more. */
export function fieldNamed(id: string, fields: readonly FieldSchema[], field: string): FieldSchema {
  const found = fields.find((candidate) => candidate.id === field);
  if (found) return found;
  throw new SyncformError('source_changed', `${id} has no column "${field}" any more`, {
    hint: 'Plan again.',
  });
}
