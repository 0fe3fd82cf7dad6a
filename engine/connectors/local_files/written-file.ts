import { fromText, selectFromCsv, toText } from '../../movement/csv-dialect.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { fieldType } from '../../types/field-type.ts';
import type { Column } from '../contract.ts';
import type { FileFormat } from './folder.ts';

/*
 * How files are written, and read back exactly. Parquet has types of its own. CSV is the engine's dialect under a line
 * of names. JSON is one document a line, in which decimals, dates and binary are texts, as are NaN and the infinities. A
 * JSON value within it is a part of the document, unless it would not survive that: DuckDB makes doubles of numbers with
 * a fraction, and null and texts could not be told from what stands for something else. Those are texts of JSON.
 */

/** A SELECT of the columns, in the hub's types, of a file that was written here, or of several. */
export function selectWritten(
  path: string | readonly string[],
  format: FileFormat,
  columns: readonly Column[],
): string {
  const from = typeof path === 'string' ? quoteLiteral(path) : `[${path.map(quoteLiteral).join(', ')}]`;
  switch (format) {
    case 'csv':
      return selectFromCsv(path, columns);
    case 'parquet':
      return `SELECT ${columns
        .map(
          ({ name, type }) =>
            `CAST(${quoteIdentifier(name)} AS ${duckdbType(type)}) AS ${quoteIdentifier(name)}`,
        )
        .join(', ')} FROM read_parquet(${from})`;
    case 'json': {
      const read = columns.map(
        ({ name, type }) => `${quoteLiteral(name)}: '${isDocument(type) ? 'JSON' : 'VARCHAR'}'`,
      );
      const values = columns.map(({ name, type }) => {
        const column = quoteIdentifier(name);
        const text = isDocument(type)
          ? `CASE WHEN json_type(${column}) = 'VARCHAR' THEN json_extract_string(${column}, '$') ELSE CAST(${column} AS VARCHAR) END`
          : column;
        return `${fromText(text, fieldType(type))} AS ${column}`;
      });
      return `SELECT ${values.join(', ')} FROM read_json(${from}, columns = {${read.join(', ')}}, format = 'newline_delimited', maximum_object_size = ${128 * 1024 * 1024})`;
    }
  }
}

/** A COPY that writes a SELECT of the columns, in the hub's types, to a file. */
export function copyStatement(
  select: string,
  path: string,
  format: FileFormat,
  columns: readonly Column[],
): string {
  const options = {
    parquet: 'FORMAT parquet, COMPRESSION zstd',
    csv: "FORMAT csv, HEADER true, NULLSTR ''",
    json: 'FORMAT json',
  }[format];
  const values = columns.map(
    (column) => `${writtenValue(format, column)} AS ${quoteIdentifier(column.name)}`,
  );
  const rows = `SELECT ${values.join(', ')} FROM (${select}) AS r`;
  return `COPY (${rows}) TO ${quoteLiteral(path)} (${options}, USE_TMP_FILE false)`;
}

/** A column of the rows `r`, which are in the hub's types, as a file of a format has it. */
export function writtenValue(format: FileFormat, { name, type }: Column): string {
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
    case 'single':
    case 'double':
      return `CASE WHEN isfinite(${value}) THEN to_json(${value}) ELSE to_json(${toText(value, field)}) END`;
    default: {
      const text = toText(value, field);
      return isDocument(type) ? documentPart(text) : text;
    }
  }
}

/** JSON text as a part of a document, or as a text where it would change as one. */
function documentPart(text: string): string {
  const numbers = (json: string) => `regexp_extract_all(${json}, '[0-9][0-9.eE+-]*')`;
  const asText = `regexp_matches(${text}, '^\\s*("|null)') OR ${numbers(text)} <> ${numbers(`CAST(json(${text}) AS VARCHAR)`)}`;
  return `CASE WHEN ${asText} THEN to_json(${text}) ELSE CAST(${text} AS JSON) END`;
}

function isDocument(type: string): boolean {
  return /^(json|jsonarray|object\{\}|array<.*)$/.test(type);
}
