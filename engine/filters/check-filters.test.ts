import type { Json } from '../kit/json.ts';
import { fieldType } from '../types/field-type.ts';
import { checkFilters, checkOverrides } from './check-filters.ts';
import {
  filterFunctionNames,
  filterFunctions,
  filterFunctionsOf,
  isFilterFunction,
} from './filter-functions.ts';

const types = {
  name: 'string',
  active: 'boolean',
  small: 'smallint',
  big: 'bigint',
  price: 'decimal(5,2)',
  amount: 'number',
  ratio: 'single',
  score: 'double',
  born: 'date',
  opens: 'time',
  local: 'datetime',
  at: 'datetime_tz',
  doc: 'json',
  list: 'jsonarray',
  object: 'object{}',
  bytes: 'binary',
  tags: 'array<string>',
  visits: 'array<datetime_tz>',
  grid: 'array<array<int>>',
};
const fields = new Map(Object.entries(types).map(([name, type]) => [name, fieldType(type)]));

/** The faults of one filter, as `path: message`. */
function faults(field: string, name: string, value?: Json): readonly string[] {
  return checkFilters([{ field, function: name, value }], fields).map(
    (i) => `${i.path.join('.')}: ${i.message}`,
  );
}

test.each<[string, string, Json | undefined]>([
  ['name', 'Equality', ''],
  ['name', 'StringLike', 'a\\%b\\\\'],
  ['name', 'IsNull', undefined],
  ['name', 'IsNull', null],
  ['name', 'IsNotNull', ''],
  ['name', 'Between', ['a', 'b']],
  ['active', 'True', undefined],
  ['active', 'Equality', 'false'],
  ['small', 'LessThan', 1_000_000],
  ['small', 'GreaterThan', 2.5],
  ['big', 'Equality', '9223372036854775807'],
  ['price', 'Equality', '1e2'],
  ['amount', 'GreaterThan', '-123456789012345678901234567890.5'],
  ['amount', 'Equality', 'NaN'],
  ['ratio', 'Equality', 0.1],
  ['score', 'LessThan', 1e300],
  ['born', 'OnOrAfter', '2024-02-29'],
  ['opens', 'Between', ['09:00', '17:00:00.5']],
  ['at', 'OnOrBefore', '2024-01-31'],
  ['at', 'StringOneOf', ['2024-01-31T09:30:00+01:00', '2024-02-01']],
  ['local', 'InTheLast', { value: 48, unit: 'hours' }],
  ['local', 'InTheLast', { value: '48', unit: 'HOUR' }],
  ['at', 'InTheLast', '48 hours'],
  ['born', 'RelativeOnOrAfter', '48 hours ago'],
  ['born', 'RelativeOnOrBefore', 'in 1 month'],
  ['born', 'RelativeOnOrBefore', '2 weeks from now'],
  ['at', 'RelativeOnOrBefore', 'Now'],
  ['doc', 'IsNotNull', undefined],
  ['grid', 'IsNull', undefined],
  ['list', 'ArrayContains', 'x'],
  ['list', 'ArrayContains', false],
  ['list', 'ArrayDoesNotContain', 1.5],
  ['tags', 'ArrayContains', 'x'],
  ['bytes', 'Inequality', '\\x0AFF'],
])('%s %s %j is fine', (field, name, value) => {
  expect(faults(field, name, value)).toEqual([]);
});

test.each<[string, string, Json | undefined, string]>([
  ['name', 'Equality', undefined, '0.value: Equality needs a value; to find records without one, use IsNull'],
  ['name', 'Equality', null, '0.value: Equality needs a value; to find records without one, use IsNull'],
  ['name', 'Equality', 5, '0.value: needs a text, not 5'],
  ['name', 'StringContains', 'a\0b', '0.value: a NUL character cannot be part of a value'],
  ['name', 'StringContains', '\ud800', '0.value: half of a surrogate pair cannot be part of a value'],
  [
    'name',
    'StringLike',
    'abc\\',
    '0.value: a pattern cannot end in a single backslash; write \\\\ for a backslash itself',
  ],
  ['name', 'StringOneOf', [], '0.value: StringOneOf needs a list of at least one value, not []'],
  ['name', 'StringOneOf', 'a', '0.value: StringOneOf needs a list of at least one value, not "a"'],
  ['name', 'StringOneOf', ['a', 5], '0.value.1: needs a text, not 5'],
  [
    'name',
    'StringOneOf',
    ['a', null],
    '0.value.1: null is not a value to compare with; use IsNull or IsNotNull',
  ],
  [
    'name',
    'Between',
    ['a'],
    '0.value: Between needs a list of two values, the lowest and the highest, not ["a"]',
  ],
  ['name', 'IsNull', 'x', '0.value: IsNull takes no value, but has "x"'],
  ['active', 'Equality', 1, '0.value: needs true or false, not 1'],
  ['small', 'Equality', 'x', '0.value: needs a number such as 12.5 or "12.5", not "x"'],
  ['small', 'Equality', 'NaN', '0.value: needs a number that the field can hold, not NaN'],
  [
    'big',
    'Equality',
    2 ** 53,
    '0.value: 9007199254740992 is beyond what a JSON number holds exactly; write it as a text, in quotes',
  ],
  ['ratio', 'Equality', 1e300, '0.value: 1e+300 is beyond the range of a single'],
  ['score', 'Equality', '1e400', '0.value: "1e400" is beyond the range of a double'],
  ['born', 'Equality', '2024-02-30', '0.value: needs a date such as "2024-01-31", not "2024-02-30"'],
  ['born', 'Between', ['2024-01-01', 'soon'], '0.value.1: needs a date such as "2024-01-31", not "soon"'],
  [
    'opens',
    'Equality',
    '25:00',
    '0.value: needs a time of day such as "09:30:00", to microseconds at most, not "25:00"',
  ],
  [
    'at',
    'Equality',
    1700000000,
    '0.value: needs a date and time such as "2024-01-31T09:30:00Z", to microseconds at most, or a date, not 1700000000',
  ],
  [
    'at',
    'InTheLast',
    'a while',
    '0.value: needs an amount of time such as "48 hours" or {"value": 48, "unit": "hours"}, not "a while"',
  ],
  [
    'at',
    'InTheLast',
    { value: 1, unit: 'fortnight' },
    '0.value: "fortnight" is not a unit of time; known are seconds, minutes, hours, days, weeks, months, years',
  ],
  [
    'at',
    'InTheLast',
    { value: -1, unit: 'hours' },
    '0.value: an amount of time is a whole number of hours, not -1',
  ],
  ['at', 'InTheLast', '1001 years', '0.value: 1001 years is more than a thousand years'],
  [
    'at',
    'RelativeOnOrAfter',
    '48 hours',
    '0.value: needs a moment such as "48 hours ago", "in 3 days" or "now", not "48 hours"',
  ],
  [
    'visits',
    'ArrayContains',
    '2024-01-31',
    '0.value: needs a date and time such as "2024-01-31T09:30:00Z", not "2024-01-31"',
  ],
  ['list', 'ArrayContains', ['x'], '0.value: needs a text, a number, true or false, not ["x"]'],
  ['bytes', 'Equality', '0aff', '0.value: needs bytes as \\x and hex digits, such as "\\x0aff", not "0aff"'],
])('%s %s %j: %#', (field, name, value, fault) => {
  expect(faults(field, name, value)).toEqual([fault]);
});

test('a function that is not for the type names those that are', () => {
  expect(faults('doc', 'Equality', {})).toEqual([
    '0.function: Equality is not for fields of type json; those take IsNull, IsNotNull',
  ]);
  expect(faults('grid', 'ArrayContains', 1)).toEqual([
    '0.function: ArrayContains is not for fields of type array<array<int>>; those take IsNull, IsNotNull',
  ]);
});

test('unknown fields and functions are both told, at their place in the list', () => {
  const filters = [
    { field: 'name', function: 'IsNull' },
    { field: 'nme', function: 'equality', value: 'x' },
  ];
  const issues = checkFilters(filters, fields, { fieldPath: ['source', 'field'] });
  expect(issues.map((i) => i.path)).toEqual([
    [1, 'source', 'field'],
    [1, 'function'],
  ]);
  expect(issues[0]?.message).toMatch(/^there is no field "nme"; there are name, active, /);
  expect(issues[1]?.message).toMatch(/^"equality" is no filter function; known are Equality, Inequality, /);
  expect(isFilterFunction('toString')).toBe(false);
});

test.each<[string, Json]>([
  ['name', 'x'],
  ['name', null],
  ['small', 32767],
  ['price', '999.99'],
  ['list', [1, { a: null }]],
  ['object', {}],
  ['doc', 'text'],
  ['tags', ['a', null]],
  ['at', '2024-01-31'],
])('%s can become %j', (field, override) => {
  expect(checkOverrides([{ field, function: 'IsNull', override }], fields)).toEqual([]);
});

test.each<[string, Json, string]>([
  ['small', 32768, '32768 is not a value of a field of type smallint'],
  ['small', 1.5, '1.5 is not a value of a field of type smallint'],
  ['price', '1.001', '1.001 is not a value of a field of type decimal(5,2)'],
  ['price', 1000, '1000 is not a value of a field of type decimal(5,2)'],
  ['list', {}, 'needs a list, not {}'],
  ['object', [], 'needs an object, not []'],
  ['doc', { a: ['\0'] }, 'a NUL character cannot be part of a value'],
  ['grid', [[1]], 'a list of lists cannot be written as a value'],
])('%s cannot become %j', (field, override, message) => {
  expect(checkOverrides([{ field, function: 'IsNull', override }], fields)).toEqual([
    { path: [0, 'override'], message },
  ]);
});

test('a fault inside a list says where', () => {
  const issues = checkOverrides([{ field: 'tags', function: 'Equality', override: ['a', 1] }], fields);
  expect(issues.map((i) => i.path)).toEqual([
    [0, 'function'],
    [0, 'override', 1],
  ]);
});

test('the table: every function says what it does, and negates one with the same types and value', () => {
  for (const name of filterFunctionNames) {
    const { label, meaning, negates, types: group, value } = filterFunctions[name];
    expect(label && meaning).toBeTruthy();
    if (negates === undefined) continue;
    expect(isFilterFunction(negates) && filterFunctions[negates]).toMatchObject({ types: group, value });
  }
  expect(filterFunctionNames).toHaveLength(29);
  expect(filterFunctionsOf({ kind: 'boolean' })).toEqual([
    'Equality',
    'Inequality',
    'IsNull',
    'IsNotNull',
    'True',
    'False',
    'StringOneOf',
    'StringNotOneOf',
  ]);
});
