import type { types } from 'cassandra-driver';
import type { CellValue } from '../../../contract/contract.ts';
import { formatDate, formatMoment, formatTime } from '../../../filters/moments.ts';

/*
 * CQL's values, as the driver gives them where it is told to make BigInts of large integers and a Map of a map. What is neither
 * text, number, boolean nor bytes is an object of the driver's own class, whose name says what it is.
 */

/** A value as a field of a type has it. */
export function cellOf(value: unknown, type: string): CellValue {
  if (value === null || value === undefined) return null;
  if (/^(json|object|array)/.test(type)) return jsonText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object') return value as string | number | boolean;
  return Buffer.isBuffer(value) ? value : textOf(value);
}

/** The text of a value that is an object of the driver's, in the dialect of rows. */
function textOf(value: object): string {
  switch (value.constructor.name) {
    case 'Date':
      return instantText(value as Date);
    case 'LocalDate':
      return dateText(value as types.LocalDate);
    case 'LocalTime':
      return formatTime(BigInt(String((value as types.LocalTime).getTotalNanoseconds())) / 1000n);
    case 'BigDecimal':
      return decimalText(value as types.BigDecimal);
    default:
      return String(value);
  }
}

/** An instant in milliseconds since 1970. Throws a RangeError of one that no calendar has. */
export function instantText(value: Date): string {
  const millis = value.getTime();
  if (Number.isNaN(millis)) throw new RangeError('a timestamp lies beyond all dates');
  return microsText(BigInt(millis) * 1000n);
}

/** An instant in microseconds since 1970. */
export function microsText(micros: bigint): string {
  const [day = '', time = ''] = formatMoment(micros).split(' ');
  const [shown, era] = inEra(day);
  return `${shown} ${time.replace(/\.?0+$/, '')}+00${era}`;
}

function dateText(value: types.LocalDate): string {
  const text = String(value);
  // Of a day that JavaScript has no date for the driver gives the number.
  const days = /^-?\d+$/.test(text) ? Number(text) : undefined;
  return inEra(days === undefined ? text : formatDate(days)).join('');
}

/** A day with its year counted from Christ: the year 0 of astronomers is 1 BC. */
function inEra(day: string): [string, string] {
  const [, year = '', rest = ''] = /^0*(-?\d+?)-(\d\d-\d\d)$/.exec(day) ?? [];
  const number = Number(year === '' ? 0 : year);
  if (number > 0) return [`${String(number).padStart(4, '0')}-${rest}`, ''];
  return [`${String(1 - number).padStart(4, '0')}-${rest}`, ' BC'];
}

function decimalText(value: types.BigDecimal): string {
  const text = value.toString();
  // A scale below 0, as 1E+3 has it, is written by the driver as if it were 0.
  if (!text.endsWith('.')) return text;
  const { toBuffer } = value.constructor as typeof types.BigDecimal;
  const zeros = -toBuffer(value).readInt32BE(0);
  const digits = text.slice(0, -1);
  return digits === '0' ? digits : digits + '0'.repeat(zeros);
}

/** A value as JSON, its numbers digit by digit. Bytes are 0x and hex digits, as in CQL's own JSON. */
export function jsonText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? String(value) : JSON.stringify(String(value));
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'string':
      return JSON.stringify(value);
  }
  if (Buffer.isBuffer(value)) return JSON.stringify(`0x${value.toString('hex')}`);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (value instanceof Map) return objectText([...value].map(([key, of]) => [keyText(key), of]));
  switch (value.constructor.name) {
    case 'Tuple':
      return jsonText((value as types.Tuple).values());
    case 'Vector':
      return jsonText([...(value as Iterable<unknown>)]);
    case 'BigDecimal':
      return textOf(value);
    case 'Object':
      return objectText(Object.entries(value));
    default:
      return JSON.stringify(textOf(value));
  }
}

function objectText(entries: readonly (readonly [string, unknown])[]): string {
  return `{${entries.map(([name, of]) => `${JSON.stringify(name)}:${jsonText(of)}`).join(',')}}`;
}

/** A map's key: the text that stands for it in JSON, without quotes of its own. */
function keyText(key: unknown): string {
  const text = jsonText(key);
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
