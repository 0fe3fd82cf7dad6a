import type { CellValue } from '../../../../../contract/contract.ts';
import { SyncformError } from '../../../../../kit/errors.ts';
import { fieldType } from '../../../../../types/field-type.ts';
import { type ShapeColumn, typeOf } from '../table-shape.ts';
import { inet4Text, inet6Text, uuidText } from './addresses.ts';
import type { Decoder, Decoders } from './charsets.ts';
import { type Cursor, readUnsigned } from './cursor.ts';
import { decimalLength, decimalText } from './decimals.ts';
import { membersOf, setText } from './enums.ts';
import { jsonText } from './json.ts';
import { dateText, datetimeText, timestampText, timeText } from './moments.ts';
import { numberReader } from './number-reader.ts';
import * as log from './table-map.ts';
import { valueLength } from './value-length.ts';
import { geometryText } from './wkt.ts';

/** Reads a value that is not NULL, and moves on behind it. */
export type ValueReader = (from: Cursor) => CellValue;

/** What texts are like at the server whose log it is. */
export interface ServerTexts {
  readonly decoders: Decoders;
  readonly isMariadb: boolean;
}

/**
 * What reads a column's values from rows of the log, to the same values as a statement's rows bring (csv-rows.ts).
 * `what` names the column for errors: "table shop.users: column "flag"".
 */
export function columnReader(
  column: ShapeColumn,
  logged: log.LogColumn,
  texts: ServerTexts,
  what: string,
): ValueReader {
  const { code, meta } = logged;
  const { mapping } = column;
  const { kind } = fieldType(typeOf(column));
  const zone = kind === 'datetime_tz' ? '+00' : '';
  switch (code) {
    case log.TINY:
    case log.SHORT:
    case log.INT24:
    case log.LONG:
    case log.LONGLONG:
    case log.FLOAT:
    case log.DOUBLE:
    case log.YEAR:
      return numberReader(code, mapping, kind === 'boolean', what);
    case log.NEWDECIMAL: {
      const [precision, scale] = [meta >> 8, meta & 0xff];
      return sized(decimalLength(precision, scale), (buffer, at) =>
        decimalText(buffer, at, precision, scale),
      );
    }
    case log.BIT:
      if (kind === 'boolean') return sized(1, (buffer, at) => buffer[at] === 1);
      return bytesReader(logged);
    case log.DATE:
    case log.NEWDATE:
      return sized(3, dateText);
    case log.DATETIME2:
      return measured(logged, (buffer, at) => {
        const text = datetimeText(buffer, at, meta);
        return text && text + zone;
      });
    case log.TIMESTAMP2:
      return measured(logged, (buffer, at) => timestampText(buffer, at, meta));
    case log.TIME2:
      return measured(logged, (buffer, at) => timeText(buffer, at, meta));
    case log.TIMESTAMP:
    case log.DATETIME:
    case log.TIME:
      throw new SyncformError(
        'unsupported',
        `${what} is kept in the format of a server before MariaDB 10.1`,
        {
          hint: 'ALTER TABLE … FORCE rewrites the table in the present one; then run the bulk sync again.',
        },
      );
    case log.ENUM: {
      const members = ['', ...membersOf(column.members ?? '')];
      return (from) => members[readUnsigned(from, meta)] ?? '';
    }
    case log.SET: {
      const members = membersOf(column.members ?? '');
      return sized(meta, (buffer, at) => setText(buffer, at, meta, members));
    }
    case log.JSON_BINARY:
      return measured(logged, jsonText);
    case log.GEOMETRY:
      return measured(logged, (buffer, start) => geometryText(buffer, start, texts.isMariadb));
    default:
      return textReader(column, logged, kind === 'binary', texts.decoders);
  }
}

function textReader(
  { mapping, charset }: ShapeColumn,
  logged: log.LogColumn,
  isBinary: boolean,
  decoders: Decoders,
): ValueReader {
  const isPadded = logged.code === log.STRING;
  // What a fixed width fills up with is not logged.
  const padded = (buffer: Buffer, start: number, end: number): Buffer => {
    const bytes = Buffer.alloc(logged.meta);
    buffer.copy(bytes, 0, start, end);
    return bytes;
  };
  const identifier = { uuid: uuidText, inet4: inet4Text, inet6: inet6Text }[mapping];
  if (identifier) return measured(logged, (buffer, start, end) => identifier(padded(buffer, start, end)));
  if (isBinary && isPadded) return measured(logged, (...at) => new Uint8Array(padded(...at)));
  if (isBinary) return bytesReader(logged);
  const decode = decoders.get(charset ?? 'utf8mb4') as Decoder;
  return measured(logged, decode);
}

/** A copy: the bytes that come over the line are not kept. */
function bytesReader(logged: log.LogColumn): ValueReader {
  return measured(logged, (buffer, start, end) => new Uint8Array(buffer.subarray(start, end)));
}

function sized(length: number, read: (buffer: Buffer, at: number) => CellValue): ValueReader {
  return (from) => {
    const { at } = from;
    from.at = at + length;
    return read(from.buffer, at);
  };
}

/** Of a column whose values have their lengths before them, or one that the column says. */
function measured(
  logged: log.LogColumn,
  read: (buffer: Buffer, start: number, end: number) => CellValue,
): ValueReader {
  const length = valueLength(logged);
  return (from) => {
    const size = length(from);
    const start = from.at;
    from.at = start + size;
    return read(from.buffer, start, from.at);
  };
}
