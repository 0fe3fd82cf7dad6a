import type { ConstantColumn } from '../../../contract/contract.ts';
import type { SourceColumn } from './columns.ts';
import type { CatalogObject } from './discover.ts';
import { quoteTable, type TableName } from './names.ts';

/** What rows are made of. */
export interface Selection {
  /** For errors: "table public.users". */
  readonly what: string;
  readonly columns: readonly SourceColumn[];
  /** Everything from FROM on: `FROM "public"."users" WHERE …`. */
  readonly from: string;
  /** A condition on the rows, where `from` has none of its own. */
  readonly where?: string;
  /** The table whose rows these are, all of them, where it is large enough that reading it in parts pays. */
  readonly whole?: TableName;
  /** Columns after the others that have one value in all rows. */
  readonly constants?: readonly ConstantColumn[];
  /** A column by whose values the rows may be split into parts that are read at the same time. */
  readonly splitBy?: SourceColumn;
}

/** Rows from which on a table is read in parts. */
const LARGE = 100_000;

/** All rows of an object. */
export function wholeObject(object: CatalogObject, columns: readonly SourceColumn[]): Selection {
  const isLarge = object.isHeap && (object.estimated_rows ?? 0) >= LARGE;
  const folded = object.fields.map(({ name }) => name.toLowerCase());
  // Parts are read by name in DuckDB, which tells no names apart by case.
  const isNamedApart = !object.hasNamesake && new Set(folded).size === folded.length;
  return {
    what: `table ${object.id}`,
    columns,
    from: `FROM ${quoteTable(object.table)}`,
    ...(isLarge && isNamedApart ? { whole: object.table } : {}),
  };
}

/** Everything from FROM on, with one more condition if one is given. */
export function clause({ from, where }: Selection, more?: string): string {
  const conditions = [where, more].filter((condition) => condition !== undefined);
  return conditions.length > 0 ? `${from} WHERE ${conditions.join(' AND ')}` : from;
}
