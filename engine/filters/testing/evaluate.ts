import type { Filter } from '../../contract/filter.ts';
import type { Json } from '../../kit/json.ts';
import type { FieldType } from '../../types/field-type.ts';
import { type FilterFunctionName, filterFunctions } from '../filter-functions.ts';

/**
 * What each function means, said a second time and without SQL, to test against. Values are texts as the sample table
 * holds them: digits for numbers, moments with all six digits of microseconds and without zone, JSON for lists. Filters
 * give moments in the same digits with T and Z, or as dates, and times of day with all digits.
 */
export function evaluate(filter: Filter, type: FieldType, value: string | null, now: Date): boolean {
  const name = filter.function as FilterFunctionName;
  const { negates } = filterFunctions[name];
  if (negates) return !evaluate({ ...filter, function: negates }, type, value, now);
  if (name === 'IsNull') return value === null;
  return value !== null && holds(name, type, value, filter.value ?? null, now);
}

function holds(name: FilterFunctionName, type: FieldType, value: string, given: Json, now: Date): boolean {
  const order = (other: Json) => compare(type, value, other);
  const text = given as string;
  switch (name) {
    case 'True':
    case 'False':
      return value === name.toLowerCase();
    case 'Equality':
      return order(given) === 0;
    case 'GreaterThan':
      return order(given) > 0;
    case 'GreaterThanEqual':
    case 'OnOrAfter':
      return order(given) >= 0;
    case 'LessThan':
      return order(given) < 0;
    case 'LessThanEqual':
    case 'OnOrBefore':
      return order(given) <= 0;
    case 'Between': {
      const [low, high] = given as readonly [Json, Json];
      return order(low) >= 0 && order(high) <= 0;
    }
    case 'StringOneOf':
      return (given as readonly Json[]).some((other) => order(other) === 0);
    case 'StringContains':
      return value.includes(text);
    case 'StringStartsWith':
      return value.startsWith(text);
    case 'StringEndsWith':
      return value.endsWith(text);
    case 'StringLike':
      return likeExpression(text).test(value);
    case 'StringMatchesTrimmed':
      return trim(value) === trim(text);
    case 'ArrayContains':
      return elementsOf(value, type).some(
        (element) => element !== null && elementEquals(type, element, given),
      );
    case 'RelativeOnOrAfter':
      return value >= moved(type, now, text);
    case 'RelativeOnOrBefore':
      return value <= moved(type, now, text);
    case 'InTheLast':
      return value >= moved(type, now, `${text} ago`) && value <= moved(type, now, 'now');
    default:
      throw new RangeError(`no meaning is written down for ${name}`);
  }
}

/** Below 0, 0 or above 0, as SQL orders the field's values. */
function compare(type: FieldType, value: string, given: Json): number {
  switch (type.kind) {
    case 'single':
    case 'double': {
      const rounded = type.kind === 'single' ? Math.fround : (x: number) => x;
      return orderOf(floatRank(rounded(Number(value))), floatRank(rounded(Number(given))));
    }
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'number':
      return compareNumbers(value, String(given));
    case 'datetime':
    case 'datetime_tz': {
      const other = String(given);
      if (other.length === 10) return orderOf(value.includes('inf') ? value : value.slice(0, 10), other);
      return orderOf(value, other.replace('T', ' ').replace('Z', ''));
    }
    case 'binary':
      return orderOf(value, String(given).toLowerCase());
    case 'string':
      return Buffer.compare(Buffer.from(value), Buffer.from(String(given)));
    default:
      return orderOf(value, String(given));
  }
}

function orderOf<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** NaN above Infinity. */
function floatRank(x: number): number {
  if (Number.isNaN(x)) return Number.POSITIVE_INFINITY;
  return x === Number.POSITIVE_INFINITY ? Number.MAX_VALUE : x;
}

function compareNumbers(a: string, b: string): number {
  const rank = (text: string) => ({ '-Infinity': 0, Infinity: 2, NaN: 3 })[text] ?? 1;
  if (rank(a) !== 1 || rank(b) !== 1) return orderOf(rank(a), rank(b));
  const places = (text: string) => text.split('.')[1]?.length ?? 0;
  const scale = Math.max(places(a), places(b));
  const units = (text: string) => BigInt(text.replace('.', '') + '0'.repeat(scale - places(text)));
  return orderOf(units(a), units(b));
}

function likeExpression(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|(%)|(_)|([\s\S])/gsu, (_, escaped, any, one, other) => {
    if (any) return '[\\s\\S]*';
    return one ? '[\\s\\S]' : `\\u{${(escaped ?? other).codePointAt(0).toString(16)}}`;
  });
  return new RegExp(`^${source}$`, 'u');
}

function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && ' \t\n\v\f\r'.includes(text[start] as string)) start++;
  while (end > start && ' \t\n\v\f\r'.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

function elementsOf(value: string, type: FieldType): readonly Json[] {
  const list = JSON.parse(value) as Json;
  return type.kind === 'array' || Array.isArray(list) ? (list as readonly Json[]) : [];
}

function elementEquals(type: FieldType, element: Json, given: Json): boolean {
  return type.kind === 'array'
    ? compare(type.element, String(element).replace('+00', ''), given) === 0
    : element === given;
}

/** The moment that a text names relative to another, by JavaScript's calendar: hours to weeks only. */
function moved(type: FieldType, now: Date, text: string): string {
  const hours: Readonly<Record<string, number>> = {
    second: 1 / 3600,
    minute: 1 / 60,
    hour: 1,
    day: 24,
    week: 168,
  };
  const [, amount = '0', unit = 'hour'] = /(\d+) (\w+?)s?( |$)/.exec(text) ?? [];
  const sign = text.endsWith('ago') ? -1 : 1;
  const at = new Date(now.getTime() + sign * Number(amount) * (hours[unit] as number) * 3_600_000);
  const iso = at.toISOString();
  return type.kind === 'date' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 23)}000`;
}
