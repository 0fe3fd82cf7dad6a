import { SyncformError } from '../kit/errors.ts';
import type { Json } from '../kit/json.ts';
import { type FieldType, formatFieldType } from '../types/field-type.ts';
import { type Decimal, floorToScale, formatDecimal, parseDecimal } from './decimal-text.ts';
import {
  formatDate,
  formatMoment,
  formatTime,
  MICROS_PER_DAY,
  parseDate,
  parseMoment,
  parseTime,
} from './moments.ts';

/**
 * A value of a field type, in the engine's text for it: decimals in plain digits (or NaN, Infinity, -Infinity where the
 * type has them), `true`/`false`, `2024-01-31`, `09:30:00.000000`, `2024-01-31 09:30:00.000000` with `+00` after it for
 * an instant, binary as `\x` and hex digits, JSON as its text. NULL is null; an array is a list of its elements' values.
 */
export type FieldValue = null | string | readonly FieldValue[];

/** What a definition's JSON value means for a number field: a decimal, or one of the values beyond the numbers. */
export type NumberValue = Decimal | 'NaN' | 'Infinity' | '-Infinity';

/** A fault in a value; `path` is relative to the value. */
export function badValue(message: string, path: readonly (string | number)[] = []): SyncformError {
  return new SyncformError('invalid', message, { path });
}

/** Any text that every system can hold. */
export function readText(json: Json): string {
  if (typeof json !== 'string') throw badValue(`needs a text, not ${describe(json)}`);
  checkText(json);
  return json;
}

export function readBoolean(json: Json): 'true' | 'false' {
  if (json === true || json === 'true') return 'true';
  if (json === false || json === 'false') return 'false';
  throw badValue(`needs true or false, not ${describe(json)}`);
}

/** A number written as JSON number or as text; text where a JSON number would lose digits. */
export function readDecimal(json: Json): Decimal {
  const value = readNumber(json);
  if (typeof value === 'string') throw badValue(`needs a number that the field can hold, not ${value}`);
  return value;
}

export function readNumber(json: Json): NumberValue {
  if (json === 'NaN' || json === 'Infinity' || json === '-Infinity') return json;
  if (typeof json === 'number' && Math.abs(json) > Number.MAX_SAFE_INTEGER)
    throw badValue(`${json} is beyond what a JSON number holds exactly; write it as a text, in quotes`);
  const decimal =
    typeof json === 'number' || typeof json === 'string' ? parseDecimal(String(json)) : undefined;
  if (!decimal) throw badValue(`needs a number such as 12.5 or "12.5", not ${describe(json)}`);
  return decimal;
}

/** A number rounded to the nearest that the type holds, as text that reads back as exactly that one. */
export function readFloat(json: Json, kind: 'single' | 'double'): string {
  const read = typeof json === 'number' ? json : readNumber(json);
  if (typeof read === 'string') return read;
  const double = typeof read === 'number' ? read : Number(formatDecimal(read));
  const rounded = kind === 'single' ? Math.fround(double) : double;
  if (!Number.isFinite(rounded)) throw badValue(`${describe(json)} is beyond the range of a ${kind}`);
  return String(rounded === 0 ? 0 : rounded);
}

export function readDate(json: Json): number {
  const days = typeof json === 'string' ? parseDate(json) : undefined;
  if (days === undefined) throw badValue(`needs a date such as "2024-01-31", not ${describe(json)}`);
  return days;
}

export function readTime(json: Json): string {
  const time = typeof json === 'string' ? parseTime(json) : undefined;
  if (time === undefined)
    throw badValue(`needs a time of day such as "09:30:00", to microseconds at most, not ${describe(json)}`);
  return formatTime(time);
}

/** A moment, or the whole day that a plain date stands for: from `start`, up to but without `end`. In microseconds. */
export function readMoment(json: Json): { readonly start: bigint; readonly end?: bigint } {
  const days = typeof json === 'string' ? parseDate(json) : undefined;
  if (days !== undefined)
    return { start: BigInt(days) * MICROS_PER_DAY, end: BigInt(days + 1) * MICROS_PER_DAY };
  const moment = typeof json === 'string' ? parseMoment(json) : undefined;
  if (moment === undefined)
    throw badValue(
      `needs a date and time such as "2024-01-31T09:30:00Z", to microseconds at most, or a date, not ${describe(json)}`,
    );
  return { start: moment };
}

/** The text of a moment as a value of a `datetime` or `datetime_tz` field. */
export function momentValue(micros: bigint, kind: 'datetime' | 'datetime_tz'): string {
  return kind === 'datetime' ? formatMoment(micros) : `${formatMoment(micros)}+00`;
}

export function readBinary(json: Json): string {
  if (typeof json !== 'string' || !/^\\x(?:[0-9a-f]{2})*$/i.test(json))
    throw badValue(`needs bytes as \\x and hex digits, such as "\\x0aff", not ${describe(json)}`);
  return json.toLowerCase();
}

/** The whole numbers, in units of the type's scale, that bound what it holds; undefined where it is not such a type. */
export function unitsOf(
  type: FieldType,
): { readonly scale: number; readonly lowest: bigint; readonly highest: bigint } | undefined {
  switch (type.kind) {
    case 'smallint':
      return { scale: 0, lowest: -(2n ** 15n), highest: 2n ** 15n - 1n };
    case 'int':
      return { scale: 0, lowest: -(2n ** 31n), highest: 2n ** 31n - 1n };
    case 'bigint':
      return { scale: 0, lowest: -(2n ** 63n), highest: 2n ** 63n - 1n };
    case 'decimal': {
      const highest = 10n ** BigInt(type.precision) - 1n;
      return { scale: type.scale, lowest: -highest, highest };
    }
    default:
      return undefined;
  }
}

/**
 * A definition's JSON value as a value that a field of the type holds exactly; null is NULL. Throws `invalid` with a path
 * relative to the value.
 */
export function readFieldValue(json: Json, type: FieldType): FieldValue {
  if (json === null) return null;
  const units = unitsOf(type);
  if (units) {
    const decimal = readDecimal(json);
    const { units: value, exact } = floorToScale(decimal, units.scale);
    if (!exact || value < units.lowest || value > units.highest)
      throw badValue(`${formatDecimal(decimal)} is not a value of a field of type ${formatFieldType(type)}`);
    return formatDecimal(decimal);
  }
  switch (type.kind) {
    case 'string':
      return readText(json);
    case 'boolean':
      return readBoolean(json);
    case 'number': {
      const number = readNumber(json);
      return typeof number === 'string' ? number : formatDecimal(number);
    }
    case 'single':
    case 'double':
      return readFloat(json, type.kind);
    case 'date':
      return formatDate(readDate(json));
    case 'time':
      return readTime(json);
    case 'datetime':
    case 'datetime_tz':
      return momentValue(readMoment(json).start, type.kind);
    case 'binary':
      return readBinary(json);
    case 'array':
      return readList(json, type.element);
    default:
      return readJson(json, type.kind);
  }
}

function readList(json: Json, element: FieldType): readonly FieldValue[] {
  if (element.kind === 'array') throw badValue('a list of lists cannot be written as a value');
  if (!Array.isArray(json)) throw badValue(`needs a list, not ${describe(json)}`);
  return (json as readonly Json[]).map((item, i) => within([i], () => readFieldValue(item, element)));
}

function readJson(json: Json, kind: FieldType['kind']): string {
  if (kind === 'jsonarray' && !Array.isArray(json)) throw badValue(`needs a list, not ${describe(json)}`);
  if (kind === 'object{}' && (typeof json !== 'object' || Array.isArray(json)))
    throw badValue(`needs an object, not ${describe(json)}`);
  const text = JSON.stringify(json);
  // NUL and lone surrogates are spelled out in JSON text, and refused by the databases that look inside.
  JSON.parse(text, (key, value: unknown) => {
    checkText(key);
    if (typeof value === 'string') checkText(value);
    return value;
  });
  return text;
}

/** Runs a reader for a part of a value: a fault's path then starts with the part's. */
export function within<T>(path: readonly (string | number)[], read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyncformError && error.code === 'invalid')
      throw badValue(error.message, [...path, ...error.path]);
    throw error;
  }
}

function checkText(text: string): void {
  if (text.includes('\0')) throw badValue('a NUL character cannot be part of a value');
  if (!text.isWellFormed()) throw badValue('half of a surrogate pair cannot be part of a value');
}

/** A JSON value for a message, cut short. */
export function describe(json: Json | undefined): string {
  if (json === undefined) return 'nothing';
  const text = JSON.stringify(json);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
