import type { ConstantColumn, ObjectSchema } from '../../contract/contract.ts';
import type { TableName, TableNames } from './names.ts';
import type { SourceColumn } from './source-columns.ts';

/** What rows are made of. */
export interface Selection {
  /** For errors: "table public.users". */
  readonly what: string;
  readonly columns: readonly SourceColumn[];
  /** Everything from FROM on: `FROM "public"."users"`. */
  readonly from: string;
  /** A condition on the rows. */
  readonly where?: string;
  /** The table whose rows these are, all of them, where it is large enough that reading it in parts pays. */
  readonly whole?: TableName;
  /** Columns after the others that have one value in all rows. */
  readonly constants?: readonly ConstantColumn[];
  /** A column by whose values the rows may be split into parts that are read at the same time. */
  readonly splitBy?: SourceColumn;
}

/** All rows of an object. */
export function selectionOfTable(
  { quoteTable }: TableNames,
  { id, table }: Pick<ObjectSchema, 'id'> & { readonly table: TableName },
  columns: readonly SourceColumn[],
): Selection {
  return { what: `table ${id}`, columns, from: `FROM ${quoteTable(table)}` };
}

/** Everything from FROM on, with one more condition if one is given. */
export function clause({ from, where }: Pick<Selection, 'from' | 'where'>, more?: string): string {
  const conditions = [where, more].filter((condition) => condition !== undefined);
  return conditions.length > 0 ? `${from} WHERE ${conditions.join(' AND ')}` : from;
}
