import { messageOf, SyncformError } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { plainTimes, refuseBadGuess } from './csv-shape.ts';

/** How to read the CSV files of a connection. */
export interface CsvOptions {
  readonly hasHeader: boolean;
  readonly skipLines: number;
}

/** A column as a file has it: a name and a type of DuckDB's. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
  /** The key of a JSON document that it stands for, where that is not its name. */
  readonly key?: string;
  /** What a reviewer should know of it. */
  readonly note?: string;
}

/** What was found out about a CSV file by looking at it, so that a later read cannot come to another view of it. */
export interface CsvLayout {
  readonly columns: readonly FileColumn[];
  /** Options of read_csv, beside its columns. */
  readonly options: string;
}

/** Files up to this size are looked at to their end, so that every value has been seen when types are chosen; in bytes. */
const LOOKED_AT_WHOLE = 256 * 1024 * 1024;
/** A compressed file is taken to be this many times as large inside. */
const COMPRESSION = 8;
/** Of larger files this many rows are looked at; a later row that does not fit fails by line. */
const SAMPLED_ROWS = 1_000_000;
/** The longest line, in bytes; also the size of the reader's buffers. */
export const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * Finds out a CSV file's delimiter, quotes, columns and types. Names that are missing become `column<n>`, ones that are
 * there twice get a number. An empty value is NULL and "" an empty text, unless that would take away the type of a
 * column whose missing values are quoted too. Dates and times are those in ISO 8601's order; others stay text. Throws where
 * the file's lines do not agree on a shape.
 */
export async function sniffCsv(
  session: DuckdbSession,
  path: string,
  size: number,
  { hasHeader, skipLines }: CsvOptions,
): Promise<CsvLayout> {
  const inside = /\.(gz|zst)$/i.test(path) ? size * COMPRESSION : size;
  const sample = inside <= LOOKED_AT_WHOLE ? -1 : SAMPLED_ROWS;
  if (size === 0) return { columns: [], options: '' };
  const sniff = async (quotedNulls: boolean) => {
    try {
      const [row] = await session.all(
        `SELECT to_json(Columns), Delimiter, Quote, Escape, HasHeader, SkipRows
           FROM sniff_csv(${quoteLiteral(path)}, header = ${hasHeader}, skip = ${skipLines}, sample_size = ${sample},
             max_line_size = ${LONGEST_LINE}, buffer_size = ${LONGEST_LINE}, comment = '', nullstr = '', allow_quoted_nulls = ${quotedNulls})`,
      );
      return (row ?? []).map((value) => (value === null ? undefined : String(value)));
    } catch (error) {
      throw notUnderstood(path, error);
    }
  };
  const lenient = await sniff(true);
  const exact = await sniff(false);
  const isExact = lenient[0] === exact[0];
  const [found, delimiter, quote, escaping, , skip] = isExact ? exact : lenient;
  const character = (found: string | undefined, otherwise: string) =>
    found === undefined || found === '(empty)' ? otherwise : found;
  const quoteCharacter = character(quote, '"');
  const options = [
    `header = ${hasHeader}`,
    'auto_detect = false',
    `skip = ${skipLines}`,
    `delim = ${quoteLiteral(delimiter ?? ',')}`,
    `quote = ${quoteLiteral(quoteCharacter)}`,
    `escape = ${quoteLiteral(character(escaping, quoteCharacter))}`,
    "nullstr = ''",
    `allow_quoted_nulls = ${!isExact}`,
    `max_line_size = ${LONGEST_LINE}`,
    `buffer_size = ${LONGEST_LINE}`,
  ].join(', ');
  const columns = JSON.parse(found ?? '[]') as FileColumn[];
  const asText = columns.map(({ name }) => `${quoteLiteral(name)}: 'VARCHAR'`).join(', ');
  const rows = `read_csv(${quoteLiteral(path)}, columns = {${asText}}, ${options})`;
  const read = sample === -1 ? rows : `(SELECT * FROM ${rows} LIMIT ${SAMPLED_ROWS})`;
  try {
    await refuseBadGuess(
      session,
      path,
      { columns, delimiter: delimiter ?? ',', hasHeader, skipped: Number(skip ?? 0), skipLines },
      read,
    );
    return { columns: await plainTimes(session, columns, read), options };
  } catch (error) {
    throw error instanceof SyncformError ? error : unreadable(path, error);
  }
}

/** Integer types of which the readers would round a fraction away without a word. */
const INTEGERS: ReadonlySet<string> = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UBIGINT']);
/** Holds every integer of 64 bits, and a fraction that it must not have. */
const INTEGER_AND_MORE = 'DECIMAL(38,18)';

/** The type in which a column is read, so that what does not fit its real type is seen. */
export function readAs(type: string): string {
  return INTEGERS.has(type) ? INTEGER_AND_MORE : type;
}

/** The value of a column that was read as `readAs` says, in the column's type; a fraction is an error that names the file. */
export function checkedValue({ name, type }: FileColumn, path: string): string {
  const value = quoteIdentifier(name);
  if (!INTEGERS.has(type)) return value;
  const message = quoteLiteral(`${path}: column "${name}" is of whole numbers and cannot hold `);
  return `CASE WHEN ${value} <> trunc(${value}) THEN CAST(error(${message} || ${value}) AS ${type}) ELSE CAST(${value} AS ${type}) END`;
}

/** A SELECT of a CSV file's columns, each in the type given for it or its own. */
export function selectCsv(path: string, layout: CsvLayout, types?: ReadonlyMap<string, string>): string {
  const columns = layout.columns.map(({ name, type }) => ({ name, type: types?.get(name) ?? type }));
  const read = columns.map(({ name, type }) => `${quoteLiteral(name)}: ${quoteLiteral(readAs(type))}`);
  const values = columns.map((column) => `${checkedValue(column, path)} AS ${quoteIdentifier(column.name)}`);
  return `SELECT ${values.join(', ')} FROM read_csv(${quoteLiteral(path)}, columns = {${read.join(', ')}}, ${layout.options})`;
}

/** What a file that cannot be understood means for a person. */
export function unreadable(path: string, error: unknown): SyncformError {
  return new SyncformError('failed', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
}

/** What a CSV file that has no shape means for a person. */
function notUnderstood(path: string, error: unknown): SyncformError {
  const message = messageOf(error);
  if (/not utf-8 encoded/.test(message)) {
    const line = /^line (\d+)/.exec(message)?.[1];
    return new SyncformError('failed', `${path} is not UTF-8 text${line ? `: see line ${line}` : ''}`, {
      hint: 'Save the file as UTF-8; UTF-16 and Latin-1 are not read.',
      cause: error,
    });
  }
  if (/not possible to automatically detect/.test(message))
    return new SyncformError('failed', `${path}: its lines do not agree on a delimiter and line ends`, {
      hint: 'Correct the file: one delimiter, and one kind of line end throughout.',
      cause: error,
    });
  return unreadable(path, error);
}
