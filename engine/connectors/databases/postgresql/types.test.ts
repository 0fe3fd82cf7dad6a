import { testNeeding } from '../../../../test/needing.ts';
import { missingDuckdbExtensions } from '../../../../test/services/duckdb-extensions.ts';
import type { Extraction, Format } from '../../../contract/contract.ts';
import { transfer } from '../../../movement/transfer.ts';
import { scalarTypeNames } from '../../../types/field-type.ts';
import { sourceType, targetType } from '../../../types/map-types.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';
import { targetTable } from './testing/load-rows.ts';
import { postgresqlTypes } from './types.ts';

let fixture: Fixture;
const noExtensions = await missingDuckdbExtensions();
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.sql(`
    CREATE TYPE mood AS ENUM ('sad', 'ok, "fine"', '');
    CREATE TYPE pair AS (a int, "b c" text);
    CREATE DOMAIN email AS varchar(80) CHECK (value LIKE '%@%');
    CREATE DOMAIN price AS numeric(8,3);
    CREATE DOMAIN mails AS email[];
    CREATE SCHEMA odd;
    CREATE TYPE odd.integer AS ENUM ('one');
  `);
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

/** type, its field type, its values as literals (NULL is always added), and whether every way carries them. */
interface Case {
  readonly type: string;
  readonly field: string;
  readonly values: readonly string[];
  /** The text that a value has at the target, where it is not the source's own. */
  readonly becomes?: Readonly<Record<string, string>>;
  /** Values that DuckDB cannot hold in the field type: that way must fail, and say so. */
  readonly beyondDuckdb?: readonly string[];
}

const megabyte = 'é😀"\n'.repeat(131_072);
const texts = [
  '',
  ' ',
  'plain',
  '😀 🏳️‍🌈 é ß 中',
  'a,b;c\td',
  '"quoted" and \\ and \\.',
  'line\nfeed',
  'carriage\r\nreturn\r',
  'a\n\\.\nb',
  '\\N',
  'NULL',
  '\u{feff}bom',
  "it's",
];
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

const cases: readonly Case[] = [
  { type: 'boolean', field: 'boolean', values: ['true', 'false'] },
  { type: 'smallint', field: 'smallint', values: ['-32768', '0', '32767'] },
  { type: 'integer', field: 'int', values: ['-2147483648', '2147483647'] },
  {
    type: 'bigint',
    field: 'bigint',
    values: ['-9223372036854775808', '9007199254740993', '9223372036854775807'],
  },
  { type: 'oid', field: 'bigint', values: ['4294967295'] },
  {
    type: 'numeric(12,2)',
    field: 'decimal(12,2)',
    values: ['0', '-9999999999.99', '0.10'],
    beyondDuckdb: ["'NaN'"],
  },
  {
    type: 'numeric(38,18)',
    field: 'decimal(38,18)',
    values: ['12345678901234567890.123456789012345678', '-0.000000000000000001'],
  },
  {
    type: 'numeric(60,20)',
    field: 'decimal(60,20)',
    values: [`${'9'.repeat(40)}.${'1'.repeat(20)}`, "'NaN'"],
  },
  {
    type: 'numeric',
    field: 'number',
    values: ['1e-30', '1.50', `${'7'.repeat(100)}.5`, "'NaN'", "'Infinity'", "'-Infinity'"],
  },
  { type: 'numeric(5,-2)', field: 'number', values: ['1234567'] },
  { type: 'money', field: 'number', values: ["'-12.34'"], becomes: { '-$12.34': '-12.34' } },
  {
    type: 'real',
    field: 'single',
    values: ['0.1', '3.4028235e38', '1e-45', "'NaN'", "'Infinity'", "'-Infinity'"],
  },
  {
    type: 'double precision',
    field: 'double',
    values: [
      '0.1',
      '1.7976931348623157e308',
      '5e-324',
      '123456789.123456789',
      "'NaN'",
      "'Infinity'",
      "'-Infinity'",
    ],
  },
  {
    type: 'date',
    field: 'date',
    values: [
      "'0001-01-01'",
      "'9999-12-31'",
      "'2024-02-29'",
      "'0044-03-15 BC'",
      "'12024-01-01'",
      "'infinity'",
      "'-infinity'",
    ],
  },
  { type: 'time', field: 'time', values: ["'00:00'", "'23:59:59.999999'", "'24:00'"] },
  { type: 'time(3)', field: 'time', values: ["'12:34:56.789'"] },
  {
    type: 'timestamp',
    field: 'datetime',
    values: [
      "'0001-01-01'",
      "'9999-12-31 23:59:59.999999'",
      "'0044-03-15 12:00 BC'",
      "'infinity'",
      "'-infinity'",
    ],
  },
  {
    type: 'timestamptz',
    field: 'datetime_tz',
    values: [
      "'0001-01-01 00:00+00'",
      "'9999-12-31 23:59:59.999999+00'",
      "'2024-06-01 12:34:56.789012+05:30'",
      "'0044-03-15 12:00+00 BC'",
      "'infinity'",
      "'-infinity'",
    ],
  },
  { type: 'timestamptz(0)', field: 'datetime_tz', values: ["'2024-06-01 12:34:56+02'"] },
  { type: 'bytea', field: 'binary', values: [String.raw`'\x'`, String.raw`'\x00ff5c270a'`] },
  {
    type: 'json',
    field: 'json',
    values: [`'{"b": 1, "a": [1.10, null, "é\\n"]}'`, `'null'`, `'"text"'`, `'12345678901234567890.5'`],
    becomes: { '{"b": 1, "a": [1.10, null, "é\\n"]}': '{"a": [1.10, null, "é\\n"], "b": 1}' },
  },
  {
    type: 'jsonb',
    field: 'json',
    values: [`'{"b": 1, "a": [1.10, null, "é\\n"]}'`, `'null'`, `'[]'`, `'"a,\\"b"'`],
  },
  {
    type: 'pair',
    field: 'json',
    values: [`(1, 'x"y')`, 'NULL'],
    becomes: { '(1,"x""y")': '{"a": 1, "b c": "x\\"y"}' },
  },
  { type: 'text', field: 'string', values: [...texts, megabyte].map(literal) },
  { type: 'varchar(20)', field: 'string', values: ["''", "'äöü'"] },
  { type: 'char(4)', field: 'string', values: ["'ab'"] },
  { type: '"char"', field: 'string', values: ["'x'"] },
  { type: 'name', field: 'string', values: ["'n'"] },
  { type: 'uuid', field: 'string', values: ["'00000000-0000-0000-0000-00000000000f'"] },
  { type: 'xml', field: 'string', values: ["'<a>&lt;</a>'"] },
  { type: 'mood', field: 'string', values: [`'ok, "fine"'`, "''"] },
  { type: 'odd.integer', field: 'string', values: ["'one'"] },
  { type: 'email', field: 'string', values: ["'a@b'"] },
  { type: 'price', field: 'decimal(8,3)', values: ['1.250'] },
  { type: 'timetz', field: 'string', values: ["'12:00:00.5+05:30'"] },
  { type: 'interval', field: 'string', values: ["'1 year -2 days 03:04:05.6'", "'0'"] },
  { type: 'inet', field: 'string', values: ["'10.0.0.1'", "'10.0.0.1/8'", "'::1'"] },
  { type: 'cidr', field: 'string', values: ["'10.0.0.0/8'"] },
  { type: 'macaddr', field: 'string', values: ["'08:00:2b:01:02:03'"] },
  { type: 'bit(3)', field: 'string', values: ["B'101'"] },
  { type: 'bit varying', field: 'string', values: ["B''", "B'0001'"] },
  { type: 'point', field: 'string', values: ["'(0.1,-2)'"] },
  { type: 'box', field: 'string', values: ["'(1,1),(0,0)'"] },
  { type: 'int4range', field: 'string', values: ["'[1,5)'", "'empty'"] },
  { type: 'tsvector', field: 'string', values: ["'a b:1'"] },
  { type: 'pg_lsn', field: 'string', values: ["'16/B374D848'"] },
  { type: 'boolean[]', field: 'array<boolean>', values: ["'{t,NULL,f}'", "'{}'"] },
  { type: 'integer[]', field: 'array<int>', values: ["'{1,NULL,-3}'", "'{}'"] },
  { type: 'bigint[]', field: 'array<bigint>', values: ["'{9223372036854775807}'"] },
  {
    type: 'numeric(30,10)[]',
    field: 'array<decimal(30,10)>',
    values: ["'{12345678901234567890.0123456789,NULL}'"],
  },
  { type: 'numeric[]', field: 'array<number>', values: [`'{NaN,1.50,${'8'.repeat(50)}}'`] },
  { type: 'double precision[]', field: 'array<double>', values: ["'{0.1,NaN,Infinity,-Infinity,1e300}'"] },
  {
    type: 'text[]',
    field: 'array<string>',
    values: [`'{"",NULL,"a,\\"b","{x}"}'`, "'{}'", "ARRAY[E'\\\\.', E'a\\nb', '😀']"],
  },
  { type: 'varchar(5)[]', field: 'array<string>', values: ["'{a,b}'"] },
  { type: 'mood[]', field: 'array<string>', values: [`'{sad,"ok, \\"fine\\""}'`] },
  { type: 'inet[]', field: 'array<string>', values: ["'{10.0.0.1}'"] },
  { type: 'mails', field: 'array<string>', values: ["'{a@b,NULL}'"] },
  { type: 'date[]', field: 'array<date>', values: [`'{0001-01-01,"0044-03-15 BC",infinity}'`] },
  { type: 'timestamptz[]', field: 'array<datetime_tz>', values: [`'{"2024-06-01 12:34:56.789012+05:30"}'`] },
  { type: 'bytea[]', field: 'array<binary>', values: [`'{"\\\\x00ff",NULL}'`] },
  {
    type: 'jsonb[]',
    field: 'array<json>',
    values: [`ARRAY['{"a": "b"}', '"s"', '1.10', NULL]::jsonb[]`, "'{}'"],
  },
  {
    type: 'pair[]',
    field: 'array<json>',
    values: [`ARRAY[ROW(1, 'x'), NULL]::pair[]`],
    becomes: { '{"(1,x)",NULL}': '{"{\\"a\\": 1, \\"b c\\": \\"x\\"}",NULL}' },
  },
];

const table = (i: number, kind: string) => `public.${kind}_${i}`;

async function describedColumn(i: number) {
  const [object] = await fixture.facets.discover.describe([table(i, 'source')], {}, fixture.signal);
  return object?.fields.find((f) => f.name === 'v');
}

/** Moves a table's rows by one way only and answers what arrived, in the order of `n`. */
async function move(
  from: string,
  i: number,
  field: string,
  way: readonly Format[],
  name: string,
): Promise<(string | null)[]> {
  const { facets, signal, host, sql } = fixture;
  const columns = [
    { name: 'n', type: 'int' },
    { name: 'v', type: field },
  ];
  const wanted = targetTable(fixture, table(i, name), columns, ['n']);
  await facets.define.apply(facets.define.change(wanted, null), signal);
  const fields = columns.map((c) => c.name);
  let extraction: Extraction = await facets.read.extract({ object: from, fields, configuration: {} }, signal);
  expect(extraction.columns).toEqual(columns);
  await host.withSession(async (session) => {
    for (const format of way) {
      const offers = extraction.offers.filter((o) => o.format === format);
      if (offers.length > 0) extraction = { ...extraction, offers };
      else {
        const { rows } = await transfer(extraction, [format], { session, signal, log: () => {} });
        extraction = { columns, offers: [rows] };
      }
    }
    const [rows] = extraction.offers;
    if (!rows) throw new Error(`no offer is left on the way ${way.join(' → ')}`);
    const outcome = await facets.load.load({
      table: wanted,
      operation: 'upsert',
      columns,
      key: ['n'],
      rows,
      batch: { scope: wanted.id, id: '1' },
      session,
      signal,
      onProgress: () => {},
    });
    expect(outcome.rejected).toEqual([]);
  });
  return (await sql(`SELECT ${SHOWN} FROM ${wanted.id} ORDER BY n`)).map(([text]) => text ?? null);
}

/** What the type's own output function prints. A composite of NULLs is no NULL, although it says so when asked. */
const SHOWN = "CASE WHEN to_jsonb(v) IS NOT NULL THEN format('%s', v) END";

describe.each(cases.map((c, i) => ({ ...c, i })))(
  '$type',
  ({ type, field, values, becomes, beyondDuckdb, i }) => {
    const source = table(i, 'source');
    let expected: (string | null)[];
    beforeAll(async () => {
      await fixture.sql(`CREATE TABLE ${source} (n serial PRIMARY KEY, v ${type})`);
      for (const value of [...values, 'NULL'])
        await fixture.sql(`INSERT INTO ${source} (v) VALUES (${value})`);
      const shown = await fixture.sql(`SELECT ${SHOWN} FROM ${source} ORDER BY n`);
      expected = shown.map(([text]) => (text == null ? null : (becomes?.[text] ?? text)));
    });

    test(`is ${field}`, async () => {
      expect((await describedColumn(i))?.type).toBe(field);
    });
    test('keeps every value by binary COPY', async () => {
      expect(await move(source, i, field, ['pgcopy'], 'binary')).toEqual(expected);
    });
    test('keeps every value by CSV', async () => {
      expect(await move(source, i, field, ['csv'], 'csv')).toEqual(expected);
    });
    test('keeps every value by CSV through DuckDB', async () => {
      expect(await move(source, i, field, ['csv', 'relation', 'csv'], 'hub')).toEqual(expected);
    });
    testNeeding(noExtensions, 'keeps every value by DuckDB’s extension', async () => {
      expect(await move(source, i, field, ['relation', 'csv'], 'extension')).toEqual(expected);
    });
    if (beyondDuckdb)
      test('is refused by DuckDB rather than changed where it cannot hold a value', async () => {
        const beyond = table(i, 'beyond');
        await fixture.sql(`CREATE TABLE ${beyond} (n serial PRIMARY KEY, v ${type})`);
        for (const value of beyondDuckdb) await fixture.sql(`INSERT INTO ${beyond} (v) VALUES (${value})`);
        await expect(move(beyond, i, field, ['csv', 'relation', 'csv'], 'beyond_csv')).rejects.toThrow(/NaN/);
        const shown = await fixture.sql(`SELECT ${SHOWN} FROM ${beyond} ORDER BY n`);
        expect(await move(beyond, i, field, ['pgcopy'], 'beyond_binary')).toEqual(shown.flat());
      });
    for (const value of beyondDuckdb ?? [])
      testNeeding(noExtensions, `refuses ${value} by DuckDB’s extension`, async () => {
        const beyond = table(i, 'beyond_extension');
        await fixture.sql(
          `DROP TABLE IF EXISTS ${beyond}; CREATE TABLE ${beyond} (n serial PRIMARY KEY, v ${type})`,
        );
        await fixture.sql(`INSERT INTO ${beyond} (v) VALUES (${value})`);
        const moving = move(beyond, i, field, ['relation', 'csv'], 'beyond_extension');
        await expect(moving).rejects.toThrow(/NaN/);
      });
  },
);

describe('the tables', () => {
  test('have a type for every field type, which is read back as the same', () => {
    const types = [...scalarTypeNames, 'decimal(38,18)', 'decimal(1,0)', 'decimal(1000,500)'];
    for (const type of [...types, ...types.map((t) => `array<${t}>`)]) {
      const target = targetType(postgresqlTypes, type)?.type as string;
      const same = type.replace(/jsonarray|object\{\}/, 'json');
      expect(`${type}: ${sourceType(postgresqlTypes, target).type}`).toBe(`${type}: ${same}`);
    }
    expect(targetType(postgresqlTypes, 'array<array<int>>')?.type).toBe('jsonb');
  });
  test('say what an unknown type loses', () => {
    expect(sourceType(postgresqlTypes, 'public.geometry')).toEqual({
      type: 'string',
      lossy: 'all but its text',
    });
  });
});
