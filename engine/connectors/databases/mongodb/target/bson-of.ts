import { isLosslessNumber } from 'lossless-json';
import type { CellValue, Column } from '../../../../contract/contract.ts';
import { parseExactly } from '../../../../families/manifest/json.ts';
import { type FieldType, fieldType } from '../../../../types/field-type.ts';
import type { TimesAs } from '../config.ts';
import { parseInstant } from '../instants.ts';

export type Driver = typeof import('../driver.ts');

/** A value that BSON cannot hold exactly. The message says why, without the column. */
export class UnfitValue extends Error {
  override readonly name = 'UnfitValue';
}

/** How ids are kept in a field of the collection that rows bring as text. */
export type TextAs = 'string' | 'objectId' | 'uuid';

/** Makes BSON's value of a column's values. What it makes throws an `UnfitValue` where BSON has none that is the same. */
export function bsonOf(
  driver: Driver,
  column: Pick<Column, 'type'>,
  textAs: TextAs,
  timesAs: TimesAs,
): (value: CellValue) => unknown {
  const type = fieldType(column.type);
  return (value) => (value === null ? null : made(driver, type, value, textAs, timesAs));
}

function made(
  driver: Driver,
  type: FieldType,
  value: string | number | boolean | Uint8Array,
  textAs: TextAs,
  timesAs: TimesAs,
): unknown {
  if (value instanceof Uint8Array) return new driver.Binary(value);
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : /^t(rue)?$/i.test(String(value));
    case 'smallint':
    case 'int':
      return new driver.Int32(Number(value));
    case 'bigint':
      return driver.Long.fromString(String(value));
    case 'single':
    case 'double':
      return new driver.Double(Number(value));
    case 'decimal':
    case 'number':
      return decimalOf(driver, String(value));
    case 'date':
    case 'datetime':
    case 'datetime_tz':
      return timeOf(String(value), type.kind, timesAs);
    case 'binary':
      return new driver.Binary(Buffer.from(String(value).replace(/^\\x/, ''), 'hex'));
    case 'json':
    case 'jsonarray':
    case 'object{}':
    case 'array':
      return fromJson(driver, parseExactly(String(value)));
    default:
      return idOf(driver, String(value), textAs);
  }
}

function idOf(driver: Driver, text: string, textAs: TextAs): unknown {
  if (textAs === 'objectId' && /^[0-9a-f]{24}$/i.test(text)) return driver.ObjectId.createFromHexString(text);
  if (textAs === 'uuid' && driver.UUID.isValid(text)) return new driver.UUID(text);
  return text;
}

function decimalOf(driver: Driver, text: string): unknown {
  try {
    return driver.Decimal128.fromString(text);
  } catch {
    throw new UnfitValue('BSON’s decimal has 34 digits, and the number has more');
  }
}

function timeOf(text: string, kind: 'date' | 'datetime' | 'datetime_tz', timesAs: TimesAs): unknown {
  if (timesAs === 'text') return kind === 'date' ? text : text.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z');
  const parsed = parseInstant(text);
  if (!parsed) throw new UnfitValue('BSON has no such time');
  if (parsed.isFiner && timesAs === 'exact')
    throw new UnfitValue(
      'BSON’s times end with milliseconds: set times to "milliseconds" in the target’s configuration to cut off what is finer, or to "text"',
    );
  return parsed.moment;
}

/** JSON as documents, lists and values: a number becomes the smallest of int, long, double and decimal that has all its digits. */
function fromJson(driver: Driver, value: unknown): unknown {
  if (isLosslessNumber(value)) return numberOf(driver, value.value);
  if (Array.isArray(value)) return value.map((one) => fromJson(driver, one));
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([name, of]) => [name, fromJson(driver, of)]));
}

function numberOf(driver: Driver, text: string): unknown {
  if (/^-?\d+$/.test(text) && text !== '-0') {
    const number = BigInt(text);
    if (BigInt.asIntN(32, number) === number) return new driver.Int32(Number(number));
    if (BigInt.asIntN(64, number) === number) return driver.Long.fromBigInt(number);
    return decimalOf(driver, text);
  }
  const double = Number(text);
  return sameNumber(String(double), text) ? new driver.Double(double) : decimalOf(driver, text);
}

/** Whether two decimal texts are of one number. */
function sameNumber(a: string, b: string): boolean {
  return digitsOf(a) === digitsOf(b);
}

/** A number's digits without zeros at either end, and the power of ten of the last. */
export function digitsOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return /\d/.test(text) ? '0' : text;
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}
