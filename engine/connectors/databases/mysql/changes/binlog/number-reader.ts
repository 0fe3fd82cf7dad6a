import type { CellValue } from '../../../../../contract/contract.ts';
import { Unreadable } from '../unreadable.ts';
import type { ValueReader } from './column-reader.ts';
import { doubleText } from './doubles.ts';
import * as log from './table-map.ts';

/** What reads numbers: those that a double may not hold are text. */
export function numberReader(code: number, mapping: string, isBoolean: boolean, what: string): ValueReader {
  const isUnsigned = / unsigned/i.test(mapping);
  if (isBoolean)
    return of(1, (buffer, at) => {
      const value = buffer.readInt8(at);
      if (value === 0 || value === 1) return value === 1;
      // Only this object ends: reading it whole says what to do, or finds that the value is gone.
      throw new Unreadable(`${what} (${mapping}) was given ${value}, which is not a boolean`);
    });
  switch (code) {
    case log.TINY:
      return of(1, isUnsigned ? (buffer, at) => buffer[at] as number : (buffer, at) => buffer.readInt8(at));
    case log.SHORT:
      return of(
        2,
        isUnsigned ? (buffer, at) => buffer.readUInt16LE(at) : (buffer, at) => buffer.readInt16LE(at),
      );
    case log.INT24:
      return of(
        3,
        isUnsigned ? (buffer, at) => buffer.readUIntLE(at, 3) : (buffer, at) => buffer.readIntLE(at, 3),
      );
    case log.LONG:
      // Past 31 bits the field's type is a bigint, whose values are text.
      return of(
        4,
        isUnsigned ? (buffer, at) => String(buffer.readUInt32LE(at)) : (buffer, at) => buffer.readInt32LE(at),
      );
    case log.LONGLONG:
      return of(8, isUnsigned ? unsigned64 : signed64);
    case log.FLOAT:
      return of(4, (buffer, at) => realText(buffer.readFloatLE(at)));
    case log.DOUBLE:
      return of(8, (buffer, at) => realText(buffer.readDoubleLE(at)));
    default:
      // A year counts from 1900, but for the year 0.
      return of(1, (buffer, at) => ((buffer[at] as number) === 0 ? 0 : 1900 + (buffer[at] as number)));
  }
}

/** As the server writes it. JavaScript writes the same where the text is short and has no exponent. */
function realText(value: number): string {
  const text = String(value);
  return value !== 0 && text.length <= 15 && !text.includes('e') ? text : doubleText(value);
}

/** Bigints cost more than numbers, and most values are small. */
function signed64(buffer: Buffer, at: number): string {
  const high = buffer.readInt32LE(at + 4);
  if (high >= -0x20_0000 && high < 0x20_0000) return String(high * 0x1_0000_0000 + buffer.readUInt32LE(at));
  return String(buffer.readBigInt64LE(at));
}

function unsigned64(buffer: Buffer, at: number): string {
  const high = buffer.readUInt32LE(at + 4);
  if (high < 0x20_0000) return String(high * 0x1_0000_0000 + buffer.readUInt32LE(at));
  return String(buffer.readBigUInt64LE(at));
}

function of(length: number, read: (buffer: Buffer, at: number) => CellValue): ValueReader {
  return (from) => {
    const { at } = from;
    from.at = at + length;
    return read(from.buffer, at);
  };
}
