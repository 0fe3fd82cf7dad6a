import type { FieldSchema } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';

const COLUMNS_NAMED = 20;

/**
 * Throws where a configuration says the type of a column that the files which it is for do not have. `of` is one file, by its
 * name, or what several are: `files of the query`.
 */
export function refuseUnknown(
  { column_types }: JsonObject,
  fields: readonly FieldSchema[],
  of: { readonly file: string } | { readonly files: string },
): void {
  const unknown = Object.keys((column_types ?? {}) as JsonObject).find(
    (name) => !fields.some((field) => field.name === name),
  );
  if (unknown === undefined || fields.length === 0) return;
  const names = [...new Set(fields.map(({ name }) => name))];
  const more = names.length > COLUMNS_NAMED ? ', …' : '';
  throw new SyncformError(
    'invalid',
    'file' in of
      ? `${of.file} has no column "${unknown}"`
      : `none of the ${of.files} has a column "${unknown}"`,
    {
      path: ['column_types', unknown],
      hint: `${'file' in of ? 'Its' : 'Their'} columns are ${names.slice(0, COLUMNS_NAMED).join(', ')}${more}.`,
    },
  );
}
