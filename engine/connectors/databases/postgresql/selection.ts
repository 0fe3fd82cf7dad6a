import { type Selection, selectionOfTable } from '../../../families/sql/selection.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { postgresqlNames } from './dialect.ts';
import type { CatalogObject } from './discover.ts';

/** Rows from which on a table is read in parts. */
const LARGE = 100_000;

/** All rows of an object. */
export function wholeObject(object: CatalogObject, columns: readonly SourceColumn[]): Selection {
  const isLarge = object.isHeap && (object.estimated_rows ?? 0) >= LARGE;
  const folded = object.fields.map(({ name }) => name.toLowerCase());
  // Parts are read by name in DuckDB, which tells no names apart by case.
  const isNamedApart = !object.hasNamesake && new Set(folded).size === folded.length;
  return {
    ...selectionOfTable(postgresqlNames, object, columns),
    ...(isLarge && isNamedApart ? { whole: object.table } : {}),
  };
}
