import { type Cursor, readLength } from './cursor.ts';
import type { LogEvent } from './events.ts';

/** A column as the log has it: a type's number ("Protocol::MYSQL_TYPE") and what is said of it. */
export interface LogColumn {
  readonly code: number;
  readonly meta: number;
}

export const TINY = 1;
export const SHORT = 2;
export const LONG = 3;
export const FLOAT = 4;
export const DOUBLE = 5;
export const TIMESTAMP = 7;
export const LONGLONG = 8;
export const INT24 = 9;
export const DATE = 10;
export const TIME = 11;
export const DATETIME = 12;
export const YEAR = 13;
export const NEWDATE = 14;
export const VARCHAR = 15;
export const BIT = 16;
export const TIMESTAMP2 = 17;
export const DATETIME2 = 18;
export const TIME2 = 19;
export const VECTOR = 242;
export const JSON_BINARY = 245;
export const NEWDECIMAL = 246;
export const ENUM = 247;
export const SET = 248;
export const BLOB = 252;
export const VAR_STRING = 253;
export const STRING = 254;
export const GEOMETRY = 255;

/** A table map's number of the table: 6 bytes. */
export function tableNumber({ buffer, start }: LogEvent): number {
  return buffer.readUIntLE(start, 6);
}

export interface TableMap {
  readonly database: string;
  readonly table: string;
  readonly columns: readonly LogColumn[];
}

/** Reads a table map event: which table the rows to come are of, and its columns. */
export function readTableMap({ buffer, start }: LogEvent): TableMap {
  const from: Cursor = { buffer, at: start + 8 };
  const database = readName(from);
  const table = readName(from);
  const count = readLength(from);
  const codes = buffer.subarray(from.at, from.at + count);
  from.at += count;
  readLength(from);
  return { database, table, columns: [...codes].map((code) => readColumn(code, from)) };
}

function readName(from: Cursor): string {
  const length = from.buffer[from.at] as number;
  const start = from.at + 1;
  from.at = start + length + 1;
  return from.buffer.toString('utf8', start, start + length);
}

function readColumn(code: number, from: Cursor): LogColumn {
  const { buffer, at } = from;
  switch (code) {
    case FLOAT:
    case DOUBLE:
    case BLOB:
    case GEOMETRY:
    case JSON_BINARY:
    case VECTOR:
    case TIMESTAMP2:
    case DATETIME2:
    case TIME2:
      from.at += 1;
      return { code, meta: buffer[at] as number };
    case VARCHAR:
    case BIT:
      from.at += 2;
      return { code, meta: buffer.readUInt16LE(at) };
    case NEWDECIMAL:
    case ENUM:
    case SET:
      from.at += 2;
      return { code, meta: buffer.readUInt16BE(at) };
    case STRING:
    case VAR_STRING: {
      from.at += 2;
      const [type, length] = [buffer[at] as number, buffer[at + 1] as number];
      // Two bits of a long string's length hide in the type's.
      if ((type & 0x30) !== 0x30) return { code: type | 0x30, meta: length | (((type & 0x30) ^ 0x30) << 4) };
      return { code: type, meta: length };
    }
    // Columns that are kept compressed: their type is not the table's.
    case 140:
      from.at += 1;
      return { code, meta: buffer[at] as number };
    case 141:
      from.at += 2;
      return { code, meta: buffer.readUInt16LE(at) };
    default:
      return { code, meta: 0 };
  }
}
