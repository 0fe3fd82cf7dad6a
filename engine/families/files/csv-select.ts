import { fileLiteral, quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { isPlainTime } from './csv-columns.ts';
import { type CsvFile, type CsvLayout, checkedValue, type FileColumn, INTEGERS, readAs } from './csv-file.ts';

/** How a column is read, and what its value then is. */
interface ColumnReader {
  /** The type in which read_csv reads it. */
  readonly type: string;
  readonly value: string;
}

/** A SELECT of a CSV file's columns, each in the type given for it or its own. A value that does not fit is an error by name. */
export function selectCsv(
  file: Pick<CsvFile, 'path' | 'name'>,
  layout: CsvLayout,
  types?: ReadonlyMap<string, string>,
): string {
  const readers = layout.columns.map((column) => ({
    name: column.name,
    ...readerOf(file.name, layout, column, types?.get(column.name) ?? column.type),
  }));
  const read = readers.map(({ name, type }) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`);
  const values = readers.map(({ name, value }) => `${value} AS ${quoteIdentifier(name)}`);
  return `SELECT ${values.join(', ')} FROM read_csv(${fileLiteral(file.path)}, columns = {${read.join(', ')}}, ${layout.options})`;
}

function readerOf(
  file: string,
  { setAside, isSample }: CsvLayout,
  column: FileColumn,
  wanted: string,
): ColumnReader {
  const { name, type: own, isDeclared, format } = column;
  const value = quoteIdentifier(name);
  const isTime = isPlainTime(value, wanted) !== undefined;
  // DuckDB takes 1-2-3 for a day of the year 1: only what was looked at to its end is read as it is.
  const isChecked = isTime && (own !== wanted || isDeclared || isSample);
  // Where ragged rows are left out, DuckDB would leave out rows with values of other types as well.
  if (!isChecked && format === undefined && setAside === undefined && wanted !== 'JSON')
    return { type: readAs(wanted), value: checkedValue({ name, type: wanted }, file) };
  if (wanted === 'VARCHAR' && format === undefined) return { type: 'VARCHAR', value };
  const typed =
    format === undefined ? typedValue(value, wanted, isDeclared) : formattedValue(value, format, own, wanted);
  const way =
    format === undefined
      ? isTime
        ? ': it takes those of ISO 8601 (2024-01-31), or of the format in column_types'
        : ''
      : `: the format in column_types is ${format}`;
  const message = `concat(${quoteLiteral(`${file}: column "${name}" is ${wanted} and cannot hold "`)}, left(${value}, 100), ${quoteLiteral(`"${way}`)})`;
  return {
    type: 'VARCHAR',
    value: `CASE WHEN ${value} IS NULL THEN NULL WHEN ${typed} IS NOT NULL THEN ${typed} ELSE CAST(error(${message}) AS ${wanted}) END`,
  };
}

/** A text in a type, NULL where it cannot be. */
function typedValue(value: string, type: string, isDeclared = false): string {
  const isPlain = isPlainTime(value, type, isDeclared);
  if (isPlain) return `CASE WHEN ${isPlain} THEN TRY_CAST(${value} AS ${type}) END`;
  if (!INTEGERS.has(type)) return `TRY_CAST(${value} AS ${type})`;
  // As a whole number DuckDB would round a fraction away.
  const exact = `TRY_CAST(${value} AS ${readAs(type)})`;
  return `CASE WHEN ${exact} = trunc(${exact}) THEN TRY_CAST(${exact} AS ${type}) END`;
}

/** A text in the format of a date or time, in the type that it was said to be and then in the wanted one. */
function formattedValue(value: string, format: string, own: string, wanted: string): string {
  const parsed = `try_strptime(${value}, ${quoteLiteral(format)})`;
  const typed = own === 'TIME' ? `CAST(CAST(${parsed} AS TIMESTAMP) AS TIME)` : `CAST(${parsed} AS ${own})`;
  return own === wanted ? typed : `CAST(${typed} AS ${wanted})`;
}
