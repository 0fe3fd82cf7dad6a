import { decimalText } from './decimals.ts';
import { doubleText } from './doubles.ts';
import { datetimeText, timeText } from './moments.ts';

/*
 * MySQL's binary JSON (sql-common/json_binary.h) to the text that its server writes: `{"a": [1, null]}`.
 */

const LARGE_OBJECT = 1;
const LARGE_ARRAY = 3;
const OPAQUE = 15;

const NEWDECIMAL = 246;
const DATE = 10;
const TIME = 11;
const DATETIMES = [7, 12];

/** The text of a document of the bytes from `start` to `end`. No bytes at all are a NULL that an ALTER left behind. */
export function jsonText(buffer: Buffer, start: number, end: number): string {
  return start === end ? 'null' : value(buffer, buffer[start] as number, start + 1);
}

function value(buffer: Buffer, type: number, at: number): string {
  switch (type) {
    case 0:
    case LARGE_OBJECT:
      return object(buffer, at, type === LARGE_OBJECT);
    case 2:
    case LARGE_ARRAY:
      return array(buffer, at, type === LARGE_ARRAY);
    case 4:
      return ['null', 'true', 'false'][buffer[at] as number] as string;
    case 5:
      return String(buffer.readInt16LE(at));
    case 6:
      return String(buffer.readUInt16LE(at));
    case 7:
      return String(buffer.readInt32LE(at));
    case 8:
      return String(buffer.readUInt32LE(at));
    case 9:
      return String(buffer.readBigInt64LE(at));
    case 10:
      return String(buffer.readBigUInt64LE(at));
    case 11:
      return double(buffer.readDoubleLE(at));
    case 12: {
      const { length, start } = variable(buffer, at);
      return quoted(buffer.toString('utf8', start, start + length));
    }
    case OPAQUE:
      return opaque(buffer, at);
    default:
      throw new RangeError(`a JSON value of type ${type}`);
  }
}

/** A whole number that is a double keeps a point: `1.0`. */
function double(number: number): string {
  const text = doubleText(number);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function object(buffer: Buffer, at: number, isLarge: boolean): string {
  const width = isLarge ? 4 : 2;
  const count = buffer.readUIntLE(at, width);
  const keys = at + 2 * width;
  const values = keys + count * (width + 2);
  const members = Array.from({ length: count }, (_, i) => {
    const key = keys + i * (width + 2);
    const start = at + buffer.readUIntLE(key, width);
    const name = buffer.toString('utf8', start, start + buffer.readUInt16LE(key + width));
    return `${quoted(name)}: ${entry(buffer, at, values + i * (width + 1), width)}`;
  });
  return `{${members.join(', ')}}`;
}

function array(buffer: Buffer, at: number, isLarge: boolean): string {
  const width = isLarge ? 4 : 2;
  const count = buffer.readUIntLE(at, width);
  const values = at + 2 * width;
  const items = Array.from({ length: count }, (_, i) => entry(buffer, at, values + i * (width + 1), width));
  return `[${items.join(', ')}]`;
}

/** A value's type, and itself where it is small enough, else where it begins. */
function entry(buffer: Buffer, container: number, at: number, width: number): string {
  const type = buffer[at] as number;
  const isInline = type === 4 || type === 5 || type === 6 || (width === 4 && (type === 7 || type === 8));
  return value(buffer, type, isInline ? at + 1 : container + buffer.readUIntLE(at + 1, width));
}

/** A length of seven bits a byte, the lowest first, and what it is the length of. */
function variable(buffer: Buffer, at: number): { readonly length: number; readonly start: number } {
  let length = 0;
  for (let i = 0; ; i++) {
    const byte = buffer[at + i] as number;
    length += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { length, start: at + i + 1 };
  }
}

/** A value of a type that JSON does not have: its column type's number and its bytes. */
function opaque(buffer: Buffer, at: number): string {
  const code = buffer[at] as number;
  const { length, start } = variable(buffer, at + 1);
  if (code === NEWDECIMAL)
    return decimalText(buffer, start + 2, buffer[start] as number, buffer[start + 1] as number);
  if (code === DATE || code === TIME || DATETIMES.includes(code)) {
    // Eight bytes, the lowest first, whose upper five or three are as rows hold them, without the bit of the sign.
    const packed = buffer.readBigInt64LE(start);
    const bytes = Buffer.alloc(8);
    if (code === TIME) {
      bytes.writeBigInt64BE(packed + 0x8000_0000_0000n);
      return quoted(timeText(bytes.subarray(2), 0, 6));
    }
    bytes.writeBigUInt64BE(BigInt.asUintN(64, packed) + (0x80_0000_0000n << 24n));
    const text = datetimeText(bytes, 0, 6) ?? '0000-00-00 00:00:00.000000';
    return quoted(code === DATE ? text.slice(0, 10) : text);
  }
  return quoted(`base64:type${code}:${buffer.toString('base64', start, start + length)}`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quoted(text: string): string {
  return `"${text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has them escaped
    /["\\\u0000-\u001f]/g,
    (c) => ESCAPES[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}"`;
}
