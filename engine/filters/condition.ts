import type { Json } from '../kit/json.ts';
import { type FieldType, formatFieldType } from '../types/field-type.ts';
import { floorToScale, formatDecimal } from './decimal-text.ts';
import {
  badValue,
  describe,
  momentValue,
  readBinary,
  readBoolean,
  readDate,
  readDecimal,
  readFloat,
  readMoment,
  readNumber,
  readText,
  readTime,
  unitsOf,
  within,
} from './field-values.ts';
import { type FilterFunctionName, filterFunctions, typeGroups } from './filter-functions.ts';
import { type LikePattern, parseLikePattern } from './like-pattern.ts';
import { dayOf, formatDate } from './moments.ts';
import { momentAfter, readDuration, readRelativeMoment } from './relative-time.ts';

export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/**
 * What a field's value must be, free of any dialect. All but `null` hold only of values that are not NULL. Values are
 * the field type's own, as text (see FieldValue): what the type cannot hold has been turned into an equal condition.
 */
export type Condition =
  | { readonly kind: 'null' }
  | { readonly kind: 'always' | 'never' }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly value: string }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'like'; readonly pattern: LikePattern }
  | { readonly kind: 'equalsTrimmed'; readonly text: string }
  | { readonly kind: 'hasElement'; readonly element: FieldType; readonly value: string }
  | { readonly kind: 'hasJsonElement'; readonly value: string | number | boolean };

/** A condition and whether it is to hold or not to hold. */
export interface Test {
  readonly condition: Condition;
  readonly negated: boolean;
}

/** What StringMatchesTrimmed takes away at both ends. */
export const TRIMMED = ' \t\n\v\f\r';

/**
 * The test that a function makes of a field of a type, with `now` (microseconds since 1970-01-01 UTC) for functions
 * that are relative to the run. Throws `invalid` with a path relative to the value where the value does not fit, and
 * where the function is not for the type.
 */
export function testOf(
  name: FilterFunctionName,
  type: FieldType,
  value: Json | undefined,
  now: bigint,
): Test {
  const { types, negates } = filterFunctions[name];
  if (!typeGroups[types](type)) throw badValue(`${name} is not for fields of type ${formatFieldType(type)}`);
  const base = (negates ?? name) as FilterFunctionName;
  return { condition: conditionOf(base, type, checkShape(name, value), now), negated: negates !== undefined };
}

/** The value, which is there if the function takes one; null stands for none. */
function checkShape(name: FilterFunctionName, value: Json | undefined): Json {
  const none = value === undefined || value === null;
  const { value: shape } = filterFunctions[name];
  if (shape === 'none') {
    if (!none && value !== '') throw badValue(`${name} takes no value, but has ${describe(value)}`);
    return null;
  }
  if (none) {
    const hint = shape === 'one' ? '; to find records without one, use IsNull' : '';
    throw badValue(`${name} needs a value${hint}`);
  }
  if (shape === 'two' && !(Array.isArray(value) && value.length === 2))
    throw badValue(`${name} needs a list of two values, the lowest and the highest, not ${describe(value)}`);
  if (shape === 'list' && !(Array.isArray(value) && value.length > 0))
    throw badValue(`${name} needs a list of at least one value, not ${describe(value)}`);
  return value;
}

function conditionOf(name: FilterFunctionName, type: FieldType, value: Json, now: bigint): Condition {
  switch (name) {
    case 'IsNull':
      return { kind: 'null' };
    case 'True':
      return { kind: 'compare', operator: '=', value: 'true' };
    case 'False':
      return { kind: 'compare', operator: '=', value: 'false' };
    case 'Equality':
      return comparison(type, '=', value);
    case 'GreaterThan':
      return comparison(type, '>', value);
    case 'GreaterThanEqual':
    case 'OnOrAfter':
      return comparison(type, '>=', value);
    case 'LessThan':
      return comparison(type, '<', value);
    case 'LessThanEqual':
    case 'OnOrBefore':
      return comparison(type, '<=', value);
    case 'Between': {
      const [low, high] = value as readonly [Json, Json];
      return all(
        within([0], () => comparison(type, '>=', low)),
        within([1], () => comparison(type, '<=', high)),
      );
    }
    case 'StringOneOf':
      return oneOf((value as readonly Json[]).map((v, i) => within([i], () => comparison(type, '=', v))));
    case 'StringContains':
      return { kind: 'like', pattern: ['anything', ...literally(value), 'anything'] };
    case 'StringStartsWith':
      return { kind: 'like', pattern: [...literally(value), 'anything'] };
    case 'StringEndsWith':
      return { kind: 'like', pattern: ['anything', ...literally(value)] };
    case 'StringLike': {
      const pattern = parseLikePattern(readText(value));
      if (!pattern)
        throw badValue('a pattern cannot end in a single backslash; write \\\\ for a backslash itself');
      return { kind: 'like', pattern };
    }
    case 'StringMatchesTrimmed':
      return { kind: 'equalsTrimmed', text: trimmed(readText(value)) };
    case 'ArrayContains':
      return type.kind === 'array' ? hasElement(type.element, value) : hasJsonElement(value);
    case 'RelativeOnOrAfter':
      return bound(type, '>=', momentAfter(now, readRelativeMoment(value)));
    case 'RelativeOnOrBefore':
      return bound(type, '<=', momentAfter(now, readRelativeMoment(value)));
    case 'InTheLast': {
      const { amount, unit } = readDuration(value);
      const start = momentAfter(now, { amount: -amount, unit });
      return all(bound(type, '>=', start), bound(type, '<=', now));
    }
    default:
      throw new RangeError(`${name} has no condition of its own`);
  }
}

function comparison(type: FieldType, operator: Comparison, json: Json): Condition {
  if (json === null) throw badValue('null is not a value to compare with; use IsNull or IsNotNull');
  switch (type.kind) {
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'decimal':
      return steppedComparison(type, operator, json);
    case 'number': {
      const number = readNumber(json);
      return compare(operator, typeof number === 'string' ? number : formatDecimal(number));
    }
    case 'single':
    case 'double':
      return compare(operator, readFloat(json, type.kind));
    case 'boolean':
      return compare(operator, readBoolean(json));
    case 'date':
      return compare(operator, formatDate(readDate(json)));
    case 'time':
      return compare(operator, readTime(json));
    case 'datetime':
    case 'datetime_tz':
      return momentComparison(type.kind, operator, json);
    case 'binary':
      return compare(operator, readBinary(json));
    default:
      return compare(operator, readText(json));
  }
}

/** A number that the field's type cannot hold lies between two that it can, or beyond them all. */
function steppedComparison(type: FieldType, operator: Comparison, json: Json): Condition {
  const { scale, lowest, highest } = unitsOf(type) as NonNullable<ReturnType<typeof unitsOf>>;
  const { units, exact } = floorToScale(readDecimal(json), scale);
  if (operator === '=' && !exact) return { kind: 'never' };
  if (units > highest) return { kind: operator.startsWith('<') ? 'always' : 'never' };
  if (units < lowest) return { kind: operator.startsWith('>') ? 'always' : 'never' };
  const value = formatDecimal({ units, scale });
  if (exact) return compare(operator, value);
  return compare(operator.startsWith('<') ? '<=' : '>', value);
}

function momentComparison(kind: 'datetime' | 'datetime_tz', operator: Comparison, json: Json): Condition {
  const { start, end } = readMoment(json);
  const from = momentValue(start, kind);
  if (end === undefined) return compare(operator, from);
  const until = momentValue(end, kind);
  switch (operator) {
    case '=':
      return all(compare('>=', from), compare('<', until));
    case '<':
    case '>=':
      return compare(operator, from);
    case '<=':
      return compare('<', until);
    case '>':
      return compare('>=', until);
  }
}

/** A field of dates or moments against a moment of the run. */
function bound(type: FieldType, operator: Comparison, moment: bigint): Condition {
  const value =
    type.kind === 'date'
      ? formatDate(dayOf(moment))
      : momentValue(moment, type.kind === 'datetime' ? 'datetime' : 'datetime_tz');
  return compare(operator, value);
}

function hasElement(element: FieldType, json: Json): Condition {
  const equal = comparison(element, '=', json);
  if (equal.kind === 'never') return equal;
  if (equal.kind !== 'compare')
    throw badValue(`needs a date and time such as "2024-01-31T09:30:00Z", not ${describe(json)}`);
  return { kind: 'hasElement', element, value: equal.value };
}

function hasJsonElement(json: Json): Condition {
  if (typeof json === 'string') return { kind: 'hasJsonElement', value: readText(json) };
  if (typeof json === 'boolean') return { kind: 'hasJsonElement', value: json };
  if (typeof json !== 'number')
    throw badValue(`needs a text, a number, true or false, not ${describe(json)}`);
  if (Math.abs(json) > Number.MAX_SAFE_INTEGER)
    throw badValue(`${json} is beyond what a JSON number holds exactly`);
  return { kind: 'hasJsonElement', value: json };
}

function compare(operator: Comparison, value: string): Condition {
  return { kind: 'compare', operator, value };
}

function all(...of: readonly Condition[]): Condition {
  return { kind: 'all', of };
}

/** Equalities with single values together, so that a long list is one IN. */
function oneOf(equalities: readonly Condition[]): Condition {
  const values = equalities.flatMap((c) => (c.kind === 'compare' ? [c.value] : []));
  const others = equalities.filter((c) => c.kind !== 'compare' && c.kind !== 'never');
  if (values.length === 0 && others.length === 0) return { kind: 'never' };
  const listed: Condition = { kind: 'oneOf', values: [...new Set(values)] };
  if (others.length === 0) return listed;
  return { kind: 'any', of: values.length > 0 ? [listed, ...others] : others };
}

function literally(json: Json): LikePattern {
  const text = readText(json);
  return text ? [{ text }] : [];
}

function trimmed(text: string): string {
  const kept = new RegExp(`^[${TRIMMED}]+|[${TRIMMED}]+$`, 'g');
  return text.replace(kept, '');
}
