import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import pg from 'pg';
import { type PostgresService, startPostgres } from '../../test/services/postgres.ts';
import { postgresqlFilters } from '../connectors/databases/postgresql/filter-dialect.ts';
import type { Filter } from '../contract/filter.ts';
import { duckdbFilters } from '../families/duckdb/filter-dialect.ts';
import { InvalidError } from '../kit/errors.ts';
import type { Json } from '../kit/json.ts';
import { type FieldType, fieldType } from '../types/field-type.ts';
import type { FilterDialect } from './dialect.ts';
import { type FilterContext, filterSql, overrideSql } from './filter-sql.ts';

const dialects = [duckdbFilters, postgresqlFilters];
const now = Date.parse('2024-03-31T10:00:00.500Z');

let postgres: PostgresService;
let client: pg.Client;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  postgres = await startPostgres();
  client = new pg.Client(postgres.connectionString);
  await client.connect();
  await client.query(`SET TimeZone = 'UTC'`);
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run(`SET TimeZone = 'UTC'`);
});
afterAll(async () => {
  duckdb.closeSync();
  await client.end();
  await postgres.stop();
});

/** The one value that a query answers. */
async function answer(dialect: FilterDialect, sql: string): Promise<unknown> {
  if (dialect === duckdbFilters) return (await duckdb.runAndReadAll(sql)).getRows()[0]?.[0];
  return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0];
}

function over(
  dialect: FilterDialect,
  fields: Readonly<Record<string, [sql: string, type: string]>>,
): FilterContext {
  const columns = Object.entries(fields).map(
    ([name, [sql, type]]) => [name, { sql, type: fieldType(type) }] as const,
  );
  return { dialect, columns: new Map(columns), now };
}

/** Whether a filter matches a value that is given as text, in each dialect. */
async function matches(type: string, text: string | null, name: string, value?: Json): Promise<unknown[]> {
  const filter: Filter = { field: 'x', function: name, value };
  return Promise.all(
    dialects.map((dialect) => {
      const cell = dialect.literal(text, fieldType(type));
      return answer(
        dialect,
        `SELECT ${filterSql([filter], undefined, over(dialect, { x: ['x', type] }))} FROM (SELECT ${cell} AS x) AS t`,
      );
    }),
  );
}

test.each<[type: string, value: string | null, name: string, given: Json, outcome: boolean]>([
  // Each function where it matches and where it just does not.
  ['string', 'a', 'Equality', 'a', true],
  ['string', 'a', 'Equality', 'A', false],
  ['string', 'a ', 'Equality', 'a', false],
  ['string', null, 'Equality', '', false],
  ['string', null, 'Inequality', 'a', true],
  ['string', '', 'IsNull', null, false],
  ['string', null, 'IsNull', null, true],
  ['json', 'null', 'IsNotNull', null, true],
  ['boolean', 'true', 'True', null, true],
  ['boolean', null, 'False', null, false],
  ['string', 'Z', 'LessThan', 'a', true],
  ['string', 'é', 'GreaterThan', 'z', true],
  ['string', 'a', 'LessThan', 'a ', true],
  ['string', '10% off', 'StringContains', '0%', true],
  ['string', '100 off', 'StringContains', '0%', false],
  ['string', 'abc', 'StringContains', '', true],
  ['string', 'a_b', 'StringStartsWith', 'a_', true],
  ['string', 'axb', 'StringStartsWith', 'a_', false],
  ['string', 'a\\b', 'StringEndsWith', '\\b', true],
  ['string', null, 'StringDoesNotContain', 'a', true],
  ['string', 'abc', 'StringDoesNotStartWith', 'ab', false],
  ['string', 'abc', 'StringDoesNotEndWith', 'ab', true],
  ['string', '😀', 'StringLike', '_', true],
  ['string', 'e\u0301', 'StringLike', '_', false],
  ['string', 'a\nb', 'StringLike', 'a%b', true],
  ['string', 'a%b', 'StringLike', 'a\\%b', true],
  ['string', 'axb', 'StringLike', 'a\\%b', false],
  ['string', 'abc', 'StringNotLike', 'A%', true],
  ['string', null, 'StringNotLike', '%', true],
  ['string', '\t a b \n', 'StringMatchesTrimmed', ' a b', true],
  ['string', '\u00a0a', 'StringMatchesTrimmed', 'a', false],
  ['string', 'b', 'StringOneOf', ['a', 'b'], true],
  ['int', '3', 'StringOneOf', [1, 2.5], false],
  ['string', null, 'StringNotOneOf', ['a'], true],
  // Numbers that the type cannot hold lie between or beyond those that it can.
  ['int', '2', 'LessThan', 2.5, true],
  ['int', '3', 'LessThanEqual', 2.5, false],
  ['int', '-3', 'LessThan', -2.5, true],
  ['int', '-2', 'GreaterThanEqual', -2.5, true],
  ['int', '2', 'Equality', 2.5, false],
  ['int', '2', 'Inequality', 2.5, true],
  ['smallint', '32767', 'LessThan', 1_000_000, true],
  ['smallint', null, 'LessThan', 1_000_000, false],
  ['smallint', '-32768', 'GreaterThan', '-1e30', true],
  ['smallint', '0', 'GreaterThan', '1e30', false],
  ['decimal(5,2)', '1.25', 'GreaterThan', '1.249999999999999999999', true],
  ['decimal(5,2)', '1.25', 'Between', ['1.2500', 7], true],
  ['bigint', '9223372036854775807', 'GreaterThan', '9223372036854775806', true],
  ['number', '0.30000000000000000000000000000000000000001', 'GreaterThan', '0.3', true],
  ['number', '-100', 'LessThan', '-99.5', true],
  ['number', '-9', 'GreaterThan', '-10', true],
  ['number', '-1.2', 'GreaterThan', '-1.25', true],
  ['number', 'NaN', 'GreaterThan', 'Infinity', true],
  ['number', '-Infinity', 'LessThan', '-1e900', true],
  ['number', '1.50', 'Equality', 1.5, true],
  ['single', '0.1', 'Equality', 0.1, true],
  ['double', 'NaN', 'Equality', 'NaN', true],
  ['double', '-0', 'Equality', 0, true],
  ['double', '5e-324', 'GreaterThan', '1e-400', true],
  // A date stands for its whole day.
  ['datetime_tz', '2024-01-31 23:59:59.999999+00', 'OnOrBefore', '2024-01-31', true],
  ['datetime_tz', '2024-02-01 00:00:00+00', 'OnOrBefore', '2024-01-31', false],
  ['datetime_tz', '2024-01-31 00:00:00+00', 'GreaterThan', '2024-01-31', false],
  ['datetime_tz', '2024-02-01 00:00:00+00', 'GreaterThan', '2024-01-31', true],
  ['datetime', '2024-01-31 12:00:00', 'Equality', '2024-01-31', true],
  ['datetime', '2024-01-31 12:00:00', 'StringOneOf', ['2024-01-30T00:00:00', '2024-01-31'], true],
  ['datetime_tz', '2024-01-31 08:30:00+00', 'Equality', '2024-01-31T09:30:00+01:00', true],
  ['datetime_tz', '9999-12-31 23:00:00+00', 'OnOrBefore', '9999-12-31', true],
  ['datetime_tz', '2024-01-31 08:30:00.000001+00', 'GreaterThan', '2024-01-31T08:30:00Z', true],
  ['time', '09:30:00.000001', 'LessThanEqual', '09:30', false],
  // Relative to 2024-03-31 10:00:00.5 UTC.
  ['datetime_tz', '2024-02-29 10:00:00.5+00', 'RelativeOnOrAfter', '1 month ago', true],
  ['datetime_tz', '2024-02-29 10:00:00.499999+00', 'RelativeOnOrAfter', '1 month ago', false],
  ['datetime', '2024-04-01 10:00:00.5', 'RelativeOnOrBefore', 'in 1 day', true],
  ['date', '2024-03-29', 'RelativeOnOrAfter', '48 hours ago', true],
  ['date', '2024-03-28', 'RelativeOnOrAfter', '48 hours ago', false],
  ['datetime_tz', '2024-03-29 10:00:00.5+00', 'InTheLast', '48 hours', true],
  ['datetime_tz', '2024-03-31 10:00:00.500001+00', 'InTheLast', { value: 48, unit: 'hours' }, false],
  ['date', '2024-03-31', 'InTheLast', '1 second', true],
  // Lists.
  ['array<string>', null, 'ArrayContains', 'a', false],
  ['array<string>', null, 'ArrayDoesNotContain', 'a', true],
  ['jsonarray', '["a", 1.50, [2], null]', 'ArrayContains', 1.5, true],
  ['jsonarray', '["a", 1.50, [2], null]', 'ArrayContains', 2, false],
  ['jsonarray', '["1"]', 'ArrayContains', 1, false],
  ['jsonarray', '["\\u00e9"]', 'ArrayContains', 'é', true],
  ['jsonarray', '"a"', 'ArrayContains', 'a', false],
  ['binary', '\\x0aff', 'Equality', '\\x0AFF', true],
])('%s %j %s %j: %s', async (type, text, name, value, outcome) => {
  expect(await matches(type, text, name, value)).toEqual([outcome, outcome]);
});

test.each([
  ['007', true],
  ['+7.00', true],
  ['-0', false],
  ['.7e1', false],
  ['seven', false],
  ['', false],
])('decimal text %j in DuckDB counts as its number, or as none', async (text, equals) => {
  const context = over(duckdbFilters, { x: [duckdbFilters.literal(text, fieldType('string')), 'number'] });
  const sql = (name: string) =>
    `SELECT ${filterSql([{ field: 'x', function: name, value: '7' }], undefined, context)}`;
  expect(await answer(duckdbFilters, sql('Equality'))).toBe(equals);
  expect(await answer(duckdbFilters, sql('Inequality'))).toBe(!equals);
});

test('whatever a text or a name holds, it comes through literals, patterns and identifiers as it is', async () => {
  const nasty = fc
    .array(
      fc.oneof(
        fc.constantFrom("'", '"', '\\', '%', '_', '--', '/*', ';', '$$', '?', '$1', '\n', '😀'),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((all) => all.join('').replaceAll('\0', ''))
    .filter((text) => text.length > 0);
  // Postgres cuts longer names.
  const names = nasty.filter((name) => Buffer.byteLength(name) < 60);
  await fc.assert(
    fc.asyncProperty(names, nasty, async (name, text) => {
      const filters = ['Equality', 'StringContains', 'StringStartsWith', 'StringEndsWith'].map((f) => ({
        field: name,
        function: f,
        value: text,
      }));
      filters.push({ field: name, function: 'StringLike', value: text.replace(/[\\%_]/g, '\\$&') });
      for (const dialect of dialects) {
        const column = dialect.quoteIdentifier(name);
        const context = over(dialect, { [name]: [column, 'string'] });
        const cell = dialect.literal(text, { kind: 'string' });
        const one = `SELECT ${filterSql(filters, undefined, context)} FROM (SELECT ${cell} AS ${column}) AS t`;
        expect(await answer(dialect, one)).toBe(true);
        const bytes =
          dialect === duckdbFilters
            ? `hex(encode(${cell}))`
            : `upper(encode(convert_to(${cell}, 'UTF8'), 'hex'))`;
        expect(await answer(dialect, `SELECT ${bytes}`)).toBe(
          Buffer.from(text).toString('hex').toUpperCase(),
        );
      }
    }),
    { numRuns: 200 },
  );
});

test('without filters every record passes', async () => {
  for (const dialect of dialects)
    expect(await answer(dialect, `SELECT ${filterSql([], null, over(dialect, {}))}`)).toBe(true);
});

test('faults are refused with their place', () => {
  const context = over(duckdbFilters, { x: ['x', 'int'] });
  const thrown = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return error instanceof InvalidError ? error.issues.map((i) => i.path.join('.')) : error;
    }
    return undefined;
  };
  const filters = [
    { field: 'x', function: 'Equality', value: "1' OR '1'='1", label: 'A' },
    { field: 'y"; --', function: 'IsNull' },
  ];
  expect(thrown(() => filterSql(filters, 'A OR', context))).toEqual([
    'filters.0.value',
    'filters.1.field',
    'filter_logic',
  ]);
  expect(
    thrown(() => overrideSql('x', [{ field: 'x', function: 'IsNull', override: 'a' }], context)),
  ).toEqual(['overrides.0.override']);
});

test.each<[type: string, value: string | null, override: Json, duckdb: unknown, postgres?: unknown]>([
  ['string', 'x', "it's \\", "it's \\"],
  ['boolean', 'false', true, 'true'],
  ['smallint', '1', 2, '2'],
  ['bigint', '1', '9223372036854775807', '9223372036854775807'],
  ['decimal(5,2)', '1.25', '7.5', '7.50', '7.5'],
  [
    'number',
    '1',
    '123456789012345678901234567890.123456789012345',
    '123456789012345678901234567890.123456789012345',
  ],
  ['double', '1', 0.1, '0.1'],
  ['date', '2024-01-31', '2024-02-01', '2024-02-01'],
  [
    'datetime_tz',
    '2024-01-31 00:00:00+00',
    '2024-02-01T01:00:00.000001+01:00',
    '2024-02-01 00:00:00.000001+00',
  ],
  ['json', '1', { a: ["'"] }, '{"a":["\'"]}', '{"a": ["\'"]}'],
  ['binary', '\\x00', '\\x0aff', '\\x0A\\xFF', '\\x0aff'],
  ['int', '1', null, null],
])(
  '%s %j becomes %j where its condition is met',
  async (type, text, override, inDuckdb, inPostgres = inDuckdb) => {
    for (const dialect of dialects) {
      const field: FieldType = fieldType(type);
      const value = (condition: string) => {
        const other = { field: 'y', function: 'IsNull', override: 1 };
        const expression = overrideSql(
          'x',
          [other, { field: 'x', function: condition, override }],
          over(dialect, { x: ['x', type], y: ['y', 'int'] }),
        );
        const name = dialect === duckdbFilters ? 'VARCHAR' : 'text';
        return answer(
          dialect,
          `SELECT CAST(${expression} AS ${name}) FROM (SELECT ${dialect.literal(text, field)} AS x) AS t`,
        );
      };
      expect(await value('IsNotNull')).toBe(dialect === duckdbFilters ? inDuckdb : inPostgres);
      expect(await value('IsNull')).not.toBe(dialect === duckdbFilters ? inDuckdb : inPostgres);
    }
  },
);

test('the first override that applies gives the value; fields without one stay as they are', async () => {
  const overrides = [
    { field: 'x', function: 'GreaterThan', value: 5, override: 50 },
    { field: 'x', function: 'GreaterThan', value: 2, override: 20 },
    { field: 'x', function: 'IsNull', override: 0 },
  ];
  for (const dialect of dialects) {
    const context = over(dialect, { x: ['x', 'int'], y: ['y', 'string'] });
    const sql = `SELECT string_agg(CAST(${overrideSql('x', overrides, context)} AS VARCHAR), ',' ORDER BY i) FROM (VALUES (1, 9), (2, 3), (3, 1), (4, NULL)) AS t (i, x)`;
    expect(await answer(dialect, sql)).toBe('50,20,1,0');
    expect(overrideSql('y', overrides, context)).toBe('y');
  }
});

test('arrays are overridden element by element', async () => {
  const overrides = [{ field: 'x', function: 'IsNull', override: ['a', null, "'"] }];
  const equals = async (dialect: FilterDialect, sql: string) =>
    answer(
      dialect,
      `SELECT ${overrideSql('x', overrides, over(dialect, { x: [sql, 'array<string>'] }))} = ${dialect.literal(['a', null, "'"], fieldType('array<string>'))}`,
    );
  for (const dialect of dialects) expect(await equals(dialect, 'NULL')).toBe(true);
});
