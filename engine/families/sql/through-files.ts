import { fileLiteral } from '../../kit/sql.ts';
import { fromText } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';
import type { Selection } from './selection.ts';
import type { SourceColumn } from './source-columns.ts';

/** A selection whose rows a warehouse writes into Parquet files, from which DuckDB reads them. */
export interface ThroughFiles {
  /** What the warehouse selects, in its SQL: a value for each column and constant. */
  readonly list: string;
  /** DuckDB's query of the rows in local files; of no file it yields none. */
  select(files: readonly string[]): string;
}

/**
 * @param written A column's value as the warehouse writes it.
 * @param quoteLiteral The warehouse's way to write a text.
 */
export function throughFiles(
  { columns, constants = [] }: Selection,
  written: (column: SourceColumn) => string,
  quoteLiteral: (text: string) => string,
): ThroughFiles {
  const list = [
    ...columns.map(written),
    ...constants.map(({ value }) => `CAST(${value === null ? 'NULL' : quoteLiteral(value)} AS varchar)`),
  ].map((sql, i) => `${sql} AS c${i}`);
  const values = [...columns, ...constants].map(({ type }, i) =>
    fromText(`CAST(c${i} AS VARCHAR)`, fieldType(type)),
  );
  return {
    list: list.join(', '),
    select(files) {
      const from =
        files.length > 0
          ? `read_parquet([${files.map(fileLiteral).join(', ')}])`
          : `(SELECT ${values.map((_, i) => `NULL AS c${i}`).join(', ')}) WHERE false`;
      return `SELECT ${values.map((sql, i) => `${sql} AS v${i}`).join(', ')} FROM ${from}`;
    },
  };
}
