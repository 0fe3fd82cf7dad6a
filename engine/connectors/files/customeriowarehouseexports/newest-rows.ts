import { pathList } from '../../../families/files/described.ts';
import { fileLiteral, quoteIdentifier } from '../../../kit/sql.ts';
import { DELETED } from './export-files.ts';

/** A file at a path that DuckDB reads; files come in the order in which they were exported. */
export interface OrderedFile {
  readonly path: string;
  /** Whether rows are wanted that came last with this file. */
  readonly isWanted: boolean;
}

/** A table's columns by name, those of its key, and whether rows are wanted that are there or that are gone. */
export interface NewestRows {
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly rows: 'there' | 'gone';
}

const [FILE, NUMBER, PLACE, NTH] = ['_syncform_file', 'file_row_number', '_syncform_place', '_syncform_nth'];

/**
 * A SELECT of the rows as they were exported last: of rows with the same key the one of the last file, whenever that file came.
 * Without a key all rows count.
 */
export function newestRows(files: readonly OrderedFile[], { columns, key, rows }: NewestRows): string {
  const list = columns.map(quoteIdentifier).join(', ');
  const isGone = columns.includes(DELETED) ? `coalesce(${quoteIdentifier(DELETED)}, false)` : 'false';
  if (files.length === 0)
    return `SELECT ${columns.map((name) => `NULL AS ${quoteIdentifier(name)}`).join(', ')} WHERE false`;
  const paths = pathList(files.map(({ path }) => path));
  const places = files.map(({ path, isWanted }, i) => `(${fileLiteral(path)}, ${i}, ${isWanted})`).join(', ');
  const read = `read_parquet(${paths}, union_by_name = true, filename = '${FILE}', file_row_number = true)`;
  const from = `${read} AS r JOIN (VALUES ${places}) AS f(${PLACE}_of, ${PLACE}, wanted) ON r.${FILE} = f.${PLACE}_of`;
  const wanted = `wanted AND ${rows === 'there' ? 'NOT ' : ''}${isGone}`;
  if (key.length === 0) return `SELECT ${list} FROM ${from} WHERE ${wanted}`;
  const order = `PARTITION BY ${key.map(quoteIdentifier).join(', ')} ORDER BY ${PLACE} DESC, ${NUMBER} DESC`;
  return `SELECT ${list} FROM (SELECT *, row_number() OVER (${order}) AS ${NTH} FROM ${from}) WHERE ${NTH} = 1 AND ${wanted}`;
}
