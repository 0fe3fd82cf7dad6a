import type { Readable } from 'node:stream';
import type { RejectedRecord } from '../../contract/contract.ts';
import { messageOf, SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';

/** A CSV file within DuckDB's reach, in UTF-8. */
export interface CsvFile {
  /** What DuckDB reads; its ending tells the compression. */
  readonly path: string;
  /** The file as its users know it, for messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes at `path`. */
  open(): Readable | Promise<Readable>;
}

/** A column as a file has it: a name and a type of DuckDB's. */
export interface FileColumn {
  readonly name: string;
  readonly type: string;
  /** The key of a JSON document that it stands for, where that is not its name. */
  readonly key?: string;
  /** What a reviewer should know of it. */
  readonly note?: string;
  /** Its type is the user's word. */
  readonly isDeclared?: true;
  /** How its dates or times are written, in strptime's specifiers. */
  readonly format?: string;
}

/** What was found out about a CSV file by looking at it, so that a later read cannot come to another view of it. */
export interface CsvLayout {
  readonly columns: readonly FileColumn[];
  /** Options of read_csv, beside its columns. */
  readonly options: string;
  /** Only its beginning was looked at: a later value may not fit. */
  readonly isSample?: true;
  /** The rows that are left out because they have more or fewer values than the others, by the lines that they begin on. */
  readonly setAside?: readonly RejectedRecord[];
}

/** The longest line, in bytes; also the size of the reader's buffers, which are no larger than the file. */
export const LONGEST_LINE = 128 * 1024 * 1024;

/** Integer types of which the readers would round a fraction away without a word. */
export const INTEGERS: ReadonlySet<string> = new Set(['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UBIGINT']);
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

/** What a file that cannot be understood means for a person. */
export function unreadable(path: string, error: unknown): SyncformError {
  return new SyncformError('failed', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
}
