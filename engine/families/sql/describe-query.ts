import type { FieldSchema } from '../../contract/contract.ts';
import { SyncformError } from '../../kit/errors.ts';
import { sourceType } from '../../types/map-types.ts';
import type { TypeTables } from '../../types/type-tables.ts';
import type { SourceColumn } from './source-columns.ts';

/** A query's result as the server would send it. */
export interface DescribedQuery {
  readonly fields: readonly FieldSchema[];
  readonly columns: readonly SourceColumn[];
}

/** A model's query as something to select from; semicolons at its end are left out. */
export function asSubquery(query: string): string {
  return `(\n${query.replace(/[\s;]+$/, '')}\n) AS model`;
}

/** Throws `invalid` at path `query` where a query yields no columns, or two of one name. */
export function refuseUnnamed(columns: readonly { readonly name: string }[], foldsCase: boolean): void {
  const names = columns.map(({ name }) => (foldsCase ? name.toLowerCase() : name));
  const twice = columns.find((_, i) => names.indexOf(names[i] as string) !== i);
  if (twice !== undefined)
    throw new SyncformError('invalid', `the query yields two columns called "${twice.name}"`, {
      path: ['query'],
      hint: 'Give each column its own name with AS.',
    });
  if (columns.length === 0)
    throw new SyncformError('invalid', 'the query yields no columns', { path: ['query'] });
}

/** A query's result, of the names and the system's types of its columns. `mapping` is the text that the type tables know. */
export function describedQuery(
  types: TypeTables,
  columns: readonly { readonly name: string; readonly remoteType: string; readonly mapping: string }[],
): DescribedQuery {
  const found = columns.map(({ name, remoteType, mapping }) => {
    const { type, lossy } = sourceType(types, mapping);
    const field: FieldSchema = {
      id: name,
      name,
      type,
      remote_type: remoteType,
      nullable: true,
      is_primary_key: false,
      ...(lossy ? { lossy } : {}),
    };
    return { field, column: { name, type, mapping } };
  });
  return { fields: found.map(({ field }) => field), columns: found.map(({ column }) => column) };
}
