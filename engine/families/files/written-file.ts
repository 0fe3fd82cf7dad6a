import type { Column } from '../../contract/contract.ts';
import { fileLiteral, quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { fromText, selectFromCsvFile, toText } from '../../movement/csv-dialect.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { fieldType } from '../../types/field-type.ts';
import { type Compression, copyCompression } from './compression.ts';
import type { FileFormat } from './file-format.ts';
import { isDocument, jsonLine, LINES, selectJsonLines } from './json-lines.ts';

/*
 * How files are written, and read back exactly. Parquet has types of its own. CSV is the engine's dialect under a line
 * of names. JSON is one document a line, in which decimals, dates and binary are texts, as are NaN and the infinities; of
 * JSON values and arrays see json-lines.ts.
 */

/** A SELECT of the columns, in the hub's types, of a file that was written here, or of several. */
export function selectWritten(
  path: string | readonly string[],
  format: FileFormat,
  columns: readonly Column[],
): string {
  const from = typeof path === 'string' ? fileLiteral(path) : `[${path.map(fileLiteral).join(', ')}]`;
  switch (format) {
    case 'csv':
      return selectFromCsvFile(path, columns);
    case 'parquet':
      return `SELECT ${columns
        .map(
          ({ name, type }) =>
            `CAST(${quoteIdentifier(name)} AS ${duckdbType(type)}) AS ${quoteIdentifier(name)}`,
        )
        .join(', ')} FROM read_parquet(${from})`;
    case 'json': {
      if (columns.some(isDocument)) return selectJsonLines(from, columns);
      const read = columns.map(({ name }) => `${quoteLiteral(name)}: 'VARCHAR'`);
      const values = columns.map(({ name, type }) => {
        const column = quoteIdentifier(name);
        return `${fromText(column, fieldType(type))} AS ${column}`;
      });
      return `SELECT ${values.join(', ')} FROM read_json(${from}, columns = {${read.join(', ')}}, format = 'newline_delimited', maximum_object_size = ${128 * 1024 * 1024})`;
    }
  }
}

/** A value in the hub's type of a field type as one of another that holds it: as text it is in the engine's dialect. */
export function widened(value: string, from: string, to: string): string {
  const [was, becomes] = [duckdbType(from), duckdbType(to)];
  if (was === becomes) return value;
  return becomes === 'VARCHAR' ? toText(value, fieldType(from)) : `CAST(${value} AS ${becomes})`;
}

/** A COPY that writes a SELECT of the columns, in the hub's types, to a file. */
export function copyStatement(
  select: string,
  path: string,
  format: FileFormat,
  compression: Compression,
  columns: readonly Column[],
): string {
  const options = {
    parquet: 'FORMAT parquet',
    csv: "FORMAT csv, HEADER true, NULLSTR ''",
    json: isLine(format, columns) ? LINES : 'FORMAT json',
  }[format];
  const values = writtenValues(format, columns);
  const rows = `SELECT ${values.join(', ')} FROM (${select}) AS r`;
  return `COPY (${rows}) TO ${quoteLiteral(path)} (${options}, ${copyCompression(format, compression)}, USE_TMP_FILE false)`;
}

/** Whether a file's rows are written as lines of text (see LINES). */
export function isLine(format: FileFormat, columns: readonly Column[]): boolean {
  return format === 'json' && columns.some(isDocument);
}

/** The columns of the rows `r`, which are in the hub's types, as a file of a format has them: a SELECT's list. */
export function writtenValues(format: FileFormat, columns: readonly Column[]): readonly string[] {
  if (isLine(format, columns)) return [writtenLine(columns)];
  return columns.map((column) => `${writtenValue(format, column)} AS ${quoteIdentifier(column.name)}`);
}

/** The rows `r` as documents, one a line, under a name of its own. */
export function writtenLine(columns: readonly Column[]): string {
  return `${jsonLine(columns, (column) => writtenValue('json', column))} AS _syncform_document`;
}

function writtenValue(format: FileFormat, { name, type }: Column): string {
  const value = `r.${quoteIdentifier(name)}`;
  if (format === 'csv') return toText(value, fieldType(type));
  return format === 'json' ? toJson(value, type) : value;
}

function toJson(value: string, type: string): string {
  const field = fieldType(type);
  switch (field.kind) {
    case 'boolean':
    case 'smallint':
    case 'int':
    case 'bigint':
      return value;
    case 'single': {
      // As JSON's one type of numbers it would be written with the digits of a double: 0.1 as 0.10000000149011612.
      const shortest = `CAST(CAST(${value} AS VARCHAR) AS JSON)`;
      return `CASE WHEN isfinite(${value}) THEN ${shortest} ELSE to_json(${toText(value, field)}) END`;
    }
    case 'double':
      return `CASE WHEN isfinite(${value}) THEN to_json(${value}) ELSE to_json(${toText(value, field)}) END`;
    default:
      return toText(value, field);
  }
}
