import type { CellValue, Column } from '../contract/contract.ts';
import { fileLiteral, quoteIdentifier, quoteLiteral } from '../kit/sql.ts';
import { type FieldType, fieldType } from '../types/field-type.ts';
import { duckdbType } from './duckdb-types.ts';
import { hubIdentifier, hubRelation } from './hub-names.ts';

/*
 * The engine's dialect of CSV (see CsvStream) and its values as text, in DuckDB's terms. Where the dialect leaves a choice:
 * rows end with a line feed; years before 1 end in ` BC`, as Postgres writes them; doubles beyond the numbers are NaN,
 * Infinity and -Infinity; elements of arrays that a JSON number cannot hold exactly (decimals, NaN) are JSON strings.
 */

/** The longest row that the reader of a stream takes, in bytes; also the size of its buffers, of which it has two or three at a time. */
const LONGEST_ROW = 16 * 1024 * 1024;
/** The same for a second try, after a row that was longer, and for files. */
export const LONGEST_ROW_AT_ALL = 128 * 1024 * 1024;

/**
 * A SELECT over a FIFO in the dialect, preceded by one line that is skipped (it keeps a byte order mark in the first value
 * from being taken for the file's own). Yields the columns in the types of duckdb-types.ts.
 */
export function selectFromCsv(
  fifo: string,
  columns: readonly Column[],
  longestRow: number = LONGEST_ROW,
): string {
  // In parallel it would take more buffers than a long row leaves room for.
  return selectDialect(quoteLiteral(fifo), columns, longestRow, longestRow <= LONGEST_ROW);
}

/**
 * The same of a file, or of several. `longestRow` is how many bytes the longest row has, where that is known. A reader's
 * buffer of a file is no larger than the file.
 */
export function selectFromCsvFile(
  path: string | readonly string[],
  columns: readonly Column[],
  longestRow = 0,
): string {
  const from = typeof path === 'string' ? fileLiteral(path) : `[${path.map(fileLiteral).join(', ')}]`;
  return selectDialect(from, columns, Math.max(LONGEST_ROW_AT_ALL, longestRow + 1), true);
}

function selectDialect(
  from: string,
  columns: readonly Column[],
  longestRow: number,
  isParallel: boolean,
): string {
  const names = columns.map((_, index) => `c${index}`);
  const types = columns.map((column, index) => `${names[index]}: ${quoteLiteral(readType(column.type))}`);
  const values = columns.map(
    (column, index) =>
      `${fromCsvColumn(names[index] as string, column.type)} AS ${quoteIdentifier(column.name)}`,
  );
  return (
    `SELECT ${values.join(', ')} FROM read_csv(${from}, columns = {${types.join(', ')}}, ` +
    `header = false, auto_detect = false, skip = 1, delim = ',', quote = '"', escape = '"', new_line = '\\n', ` +
    `nullstr = '', allow_quoted_nulls = false, strict_mode = true, max_line_size = ${longestRow}, buffer_size = ${longestRow}${isParallel ? '' : ', parallel = false'})`
  );
}

/** About how many bytes a line has: no less than it has, and exactly where it is so long that it matters. */
export function lengthOf(line: string): number {
  const most = 3 * line.length;
  return most > LONGEST_ROW_AT_ALL ? Buffer.byteLength(line) : most;
}

/** What stands before the first row of a stream that `selectFromCsv` reads. */
export const CSV_FIRST_LINE = 'rows\n';

/**
 * Bytes that no reader takes for the rest of a well-formed stream, wherever the stream was cut: within a quoted value
 * the second quote ends it and what follows is an error, outside it starts one that ends in an error.
 */
export const CSV_POISON = '\n"x"y\n"x"y\n';

/** The type in which read_csv is to read a column; what it would read wrongly or inexactly is read as text and cast after. */
function readType(type: string): string {
  const { kind } = fieldType(type);
  switch (kind) {
    case 'boolean':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'single':
    case 'double':
    case 'time':
      return duckdbType(type);
    default:
      return 'VARCHAR';
  }
}

function fromCsvColumn(column: string, type: string): string {
  const field = fieldType(type);
  return readType(type) === duckdbType(field) ? column : fromText(column, field);
}

/** An expression of the hub's type from one of the dialect's text. */
export function fromText(text: string, field: FieldType): string {
  const type = duckdbType(field);
  switch (field.kind) {
    case 'date':
    case 'datetime':
    case 'datetime_tz':
      // DuckDB writes the era after the date, and would read `0044-03-15 BC` as a date of our own.
      return `CAST(CASE WHEN suffix(${text}, ' BC') THEN regexp_replace(${text}, '^(\\S+)(.*) BC$', '\\1 (BC)\\2') ELSE ${text} END AS ${type})`;
    case 'binary':
      return `unhex(substr(${text}, 3))`;
    case 'array': {
      const list = `CAST(CAST(${text} AS JSON) AS ${textList(field)})`;
      // The arrays within an array of more dimensions would become texts. The cast fails.
      const more = `CAST('more dimensions than ${textList(field)}: ' || ${text} AS ${textList(field)})`;
      const checked = `CASE WHEN starts_with(${text}, '${'['.repeat(dimensions(field) + 1)}') THEN ${more} ELSE ${list} END`;
      return fromTextList(checked, field);
    }
    default:
      return type === 'VARCHAR' ? text : `CAST(${text} AS ${type})`;
  }
}

/** VARCHAR[] of as many dimensions as the array has: JSON strings and numbers both become text. */
function textList(field: FieldType): string {
  return field.kind === 'array' ? `${textList(field.element)}[]` : 'VARCHAR';
}

function dimensions(field: FieldType): number {
  return field.kind === 'array' ? 1 + dimensions(field.element) : 0;
}

function fromTextList(list: string, field: FieldType, depth = 0): string {
  if (field.kind !== 'array') return fromText(list, field);
  if (textList(field) === duckdbType(field)) return list;
  const element = `e${depth}`;
  return `list_transform(${list}, lambda ${element}: ${fromTextList(element, field.element, depth + 1)})`;
}

/** An expression of the dialect's text from one of the hub's type; NULL stays NULL. */
export function toText(value: string, field: FieldType): string {
  const text = `CAST(${value} AS VARCHAR)`;
  switch (field.kind) {
    case 'string':
    case 'number':
      return value;
    case 'date':
    case 'datetime':
    case 'datetime_tz':
      return `CASE WHEN contains(${text}, '(BC)') THEN regexp_replace(${text}, '^(\\S+) \\(BC\\)(.*)$', '\\1\\2 BC') ELSE ${text} END`;
    case 'single':
    case 'double':
      return `CASE WHEN isfinite(${value}) THEN ${text} WHEN isnan(${value}) THEN 'NaN' WHEN ${value} > 0 THEN 'Infinity' WHEN ${value} < 0 THEN '-Infinity' END`;
    case 'binary':
      return `'\\x' || lower(hex(${value}))`;
    case 'array':
      return `CAST(to_json(${toTextList(value, field)}) AS VARCHAR)`;
    default:
      return text;
  }
}

function toTextList(list: string, field: FieldType, depth = 0): string {
  if (field.kind !== 'array') return toText(list, field);
  // What JSON has as such stays itself.
  if (field.element.kind === 'boolean' || isInteger(field.element) || field.element.kind === 'string')
    return list;
  const element = `e${depth}`;
  return `list_transform(${list}, lambda ${element}: ${toTextList(element, field.element, depth + 1)})`;
}

function isInteger(field: FieldType): boolean {
  return field.kind === 'smallint' || field.kind === 'int' || field.kind === 'bigint';
}

/** COPY's options for the dialect. */
export const COPY_CSV_OPTIONS = `FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR ''`;

/** A SELECT of the dialect's text for every column of another SELECT. */
export function selectAsText(select: string, columns: readonly Column[]): string {
  return `SELECT ${columns
    .map((column) => `${toText(`r.${hubIdentifier(column.name)}`, fieldType(column.type))}`)
    .join(', ')} FROM ${hubRelation(select, columns)}`;
}

/** One row as a line of the dialect. */
export function csvLine(row: readonly CellValue[]): string {
  return `${row.map(csvCell).join(',')}\n`;
}

function csvCell(value: CellValue): string {
  switch (typeof value) {
    case 'string':
      // Most have none, and looking for one costs less than replacing none.
      return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
      return value ? 't' : 'f';
    default:
      return value === null
        ? ''
        : `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  }
}
