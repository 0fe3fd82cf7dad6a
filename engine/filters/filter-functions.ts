import type { FieldType } from '../types/field-type.ts';

/*
 * Every function that a filter or an override's condition can name: one table, which validation, SQL and docs read.
 *
 * What holds for all of them:
 * - Two values, never a third. A field that is NULL matches IsNull and the functions that negate another (Inequality,
 *   StringDoesNotContain, StringNotOneOf, …) and nothing else, so that a function and its negation always split the
 *   records in two.
 * - Text is compared by its code points: case matters, accents matter, trailing spaces matter, and the order is that
 *   of the UTF-8 bytes whatever the database's collation.
 * - Numbers are compared exactly, whatever the value's own precision; `single` and `double` fields compare with the
 *   value rounded to the field's type. NaN equals NaN and is greater than every number; -0 equals 0.
 * - `datetime` fields are taken as UTC. A plain date given for a `datetime` or `datetime_tz` field stands for the whole
 *   day in UTC: OnOrBefore 2024-01-31 includes that day's last microsecond, Equality is any time of that day.
 * - JSON has no equality that all databases share, so `json` and `object{}` fields take only IsNull and IsNotNull. A
 *   JSON null is a value, not NULL.
 */

/** Sets of field types, by what can be done with their values. */
export const typeGroups = {
  any: () => true,
  boolean: (type) => type.kind === 'boolean',
  text: (type) => type.kind === 'string',
  /** Has an equality that is the same everywhere. */
  equatable: (type) => isScalar(type),
  /** Has an order that is the same everywhere. */
  ordered: (type) => isScalar(type) && type.kind !== 'boolean' && type.kind !== 'binary',
  calendar: (type) => type.kind === 'date' || type.kind === 'datetime' || type.kind === 'datetime_tz',
  list: (type) => type.kind === 'jsonarray' || (type.kind === 'array' && isScalar(type.element)),
} as const satisfies Readonly<Record<string, (type: FieldType) => boolean>>;

function isScalar(type: FieldType): boolean {
  return (
    type.kind !== 'array' && type.kind !== 'json' && type.kind !== 'jsonarray' && type.kind !== 'object{}'
  );
}

/**
 * What a function's `value` is: nothing · one value of the field's type · a list of two or of any number of them · text ·
 * text with LIKE's wildcards · one element of the field's list · a moment relative to the run · an amount of time.
 */
export type ValueShape =
  | 'none'
  | 'one'
  | 'two'
  | 'list'
  | 'text'
  | 'pattern'
  | 'element'
  | 'moment'
  | 'duration';

export interface FilterFunction {
  /** For people: "is on or after". */
  readonly label: string;
  readonly types: keyof typeof typeGroups;
  readonly value: ValueShape;
  /** The function that this one is the exact opposite of, NULL included. */
  readonly negates?: string;
  /** Exactly when it matches, a phrase that follows "matches where". */
  readonly meaning: string;
}

const functions = {
  Equality: {
    label: 'equals',
    types: 'equatable',
    value: 'one',
    meaning: 'the field equals the value',
  },
  Inequality: {
    label: 'does not equal',
    types: 'equatable',
    value: 'one',
    negates: 'Equality',
    meaning: 'the field differs from the value or is NULL',
  },
  IsNull: {
    label: 'is null',
    types: 'any',
    value: 'none',
    meaning: 'the field is NULL; an empty text is not',
  },
  IsNotNull: {
    label: 'is not null',
    types: 'any',
    value: 'none',
    negates: 'IsNull',
    meaning: 'the field is not NULL',
  },
  True: { label: 'is true', types: 'boolean', value: 'none', meaning: 'the field is true' },
  False: { label: 'is false', types: 'boolean', value: 'none', meaning: 'the field is false; NULL is not' },
  OnOrAfter: {
    label: 'is on or after',
    types: 'calendar',
    value: 'one',
    meaning: 'the field is at the value or later',
  },
  OnOrBefore: {
    label: 'is on or before',
    types: 'calendar',
    value: 'one',
    meaning: 'the field is at the value or earlier; a date includes its whole day',
  },
  GreaterThan: {
    label: 'is greater than',
    types: 'ordered',
    value: 'one',
    meaning: 'the field is above the value',
  },
  GreaterThanEqual: {
    label: 'is greater than or equal to',
    types: 'ordered',
    value: 'one',
    meaning: 'the field is the value or above',
  },
  LessThan: {
    label: 'is less than',
    types: 'ordered',
    value: 'one',
    meaning: 'the field is below the value',
  },
  LessThanEqual: {
    label: 'is less than or equal to',
    types: 'ordered',
    value: 'one',
    meaning: 'the field is the value or below',
  },
  Between: {
    label: 'is between',
    types: 'ordered',
    value: 'two',
    meaning: 'the field is at least the first value and at most the second',
  },
  StringContains: {
    label: 'contains',
    types: 'text',
    value: 'text',
    meaning: 'the value appears in the field; the empty text is in every text',
  },
  StringStartsWith: {
    label: 'starts with',
    types: 'text',
    value: 'text',
    meaning: 'the field starts with the value',
  },
  StringEndsWith: {
    label: 'ends with',
    types: 'text',
    value: 'text',
    meaning: 'the field ends with the value',
  },
  StringDoesNotContain: {
    label: 'does not contain',
    types: 'text',
    value: 'text',
    negates: 'StringContains',
    meaning: 'the value does not appear in the field, or the field is NULL',
  },
  StringDoesNotStartWith: {
    label: 'does not start with',
    types: 'text',
    value: 'text',
    negates: 'StringStartsWith',
    meaning: 'the field does not start with the value, or is NULL',
  },
  StringDoesNotEndWith: {
    label: 'does not end with',
    types: 'text',
    value: 'text',
    negates: 'StringEndsWith',
    meaning: 'the field does not end with the value, or is NULL',
  },
  StringOneOf: {
    label: 'is one of',
    types: 'equatable',
    value: 'list',
    meaning: 'the field equals one of the values',
  },
  StringNotOneOf: {
    label: 'is none of',
    types: 'equatable',
    value: 'list',
    negates: 'StringOneOf',
    meaning: 'the field equals none of the values, or is NULL',
  },
  StringLike: {
    label: 'is like',
    types: 'text',
    value: 'pattern',
    meaning:
      'the whole field matches the pattern: % is any text, _ one character, \\ before either of them or before itself takes it as it is',
  },
  StringNotLike: {
    label: 'is not like',
    types: 'text',
    value: 'pattern',
    negates: 'StringLike',
    meaning: 'the field does not match the pattern, or is NULL',
  },
  StringMatchesTrimmed: {
    label: 'matches, trimmed',
    types: 'text',
    value: 'text',
    meaning:
      'field and value are equal once spaces, tabs and line breaks (ASCII white space) around them are gone',
  },
  ArrayContains: {
    label: 'has the element',
    types: 'list',
    value: 'element',
    meaning: 'one of the elements of the field, itself no list, equals the value',
  },
  ArrayDoesNotContain: {
    label: 'does not have the element',
    types: 'list',
    value: 'element',
    negates: 'ArrayContains',
    meaning: 'none of the elements of the field equals the value, or the field is NULL',
  },
  InTheLast: {
    label: 'is in the last',
    types: 'calendar',
    value: 'duration',
    meaning:
      'the field lies between that long before the run and the run, both included; a date is compared by its day in UTC',
  },
  RelativeOnOrBefore: {
    label: 'is on or before, relative to now',
    types: 'calendar',
    value: 'moment',
    meaning: 'the field is at that moment of the run or earlier; a date is compared by its day in UTC',
  },
  RelativeOnOrAfter: {
    label: 'is on or after, relative to now',
    types: 'calendar',
    value: 'moment',
    meaning: 'the field is at that moment of the run or later; a date is compared by its day in UTC',
  },
} as const satisfies Readonly<Record<string, FilterFunction>>;

export type FilterFunctionName = keyof typeof functions;

/** The table, in the order in which docs list it. */
export const filterFunctions: Readonly<Record<FilterFunctionName, FilterFunction>> = functions;

export const filterFunctionNames = Object.keys(functions) as readonly FilterFunctionName[];

/** Whether a text names a function; names are exact, case included. */
export function isFilterFunction(name: string): name is FilterFunctionName {
  return Object.hasOwn(functions, name);
}

/** The functions that a field type takes, in the table's order. */
export function filterFunctionsOf(type: FieldType): readonly FilterFunctionName[] {
  return filterFunctionNames.filter((name) => typeGroups[filterFunctions[name].types](type));
}
