import { inflated } from './compressed.ts';
import { EXECUTE_LOAD_QUERY, type LogEvent, QUERY_COMPRESSED } from './events.ts';

/** A statement that stands in the log as text. */
export interface LoggedStatement {
  readonly sql: string;
  /** The database in which it was run; empty where none was chosen. */
  readonly database: string;
}

/** Code of the status variable that says in which character set the statement came. */
const CHARSET = 4;
/** Lengths of those that come before it: flags, sql_mode, auto_increment; 6 is the catalog, with its own length. */
const LENGTHS: Readonly<Record<number, number>> = { 0: 4, 1: 8, 3: 4 };
/** Collations in which latin1 comes, by number. */
const LATIN1: ReadonlySet<number> = new Set([5, 8, 15, 31, 47, 48, 49, 94]);

export function readStatement({ type, buffer, start, end }: LogEvent): LoggedStatement {
  const databaseLength = buffer[start + 8] as number;
  const statusLength = buffer.readUInt16LE(start + 11);
  const status = start + 13 + (type === EXECUTE_LOAD_QUERY ? 13 : 0);
  const name = status + statusLength;
  const text = name + databaseLength + 1;
  const bytes = type === QUERY_COMPRESSED ? inflated(buffer, text, end) : buffer.subarray(text, end);
  return {
    database: buffer.toString('utf8', name, name + databaseLength),
    sql: bytes.toString(isLatin1(buffer, status, name) ? 'latin1' : 'utf8'),
  };
}

function isLatin1(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; ) {
    const code = buffer[at++] as number;
    if (code === CHARSET) return LATIN1.has(buffer.readUInt16LE(at));
    if (code === 6) at += 1 + (buffer[at] as number);
    else if (LENGTHS[code] !== undefined) at += LENGTHS[code];
    else return false;
  }
  return false;
}
