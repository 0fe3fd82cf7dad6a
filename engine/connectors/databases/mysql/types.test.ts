import { setTimeout as sleep } from 'node:timers/promises';
import { describeNeeding } from '../../../../test/needing.ts';
import { missingMysql, serverName } from '../../../../test/services/mysql/mysql.ts';
import { hasType } from '../../../../test/services/mysql/words.ts';
import type { Extraction, FieldSchema } from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const missing = missingMysql();

/** A column's type, values as SQL, the field type and what is read; `lossy` is a part of what the plan says of it. */
type Case = readonly [
  type: string,
  values: readonly string[],
  field: string,
  read: readonly unknown[],
  lossy?: string,
];

const bytes = (...of: number[]) => new Uint8Array(of);
const CASES: readonly Case[] = [
  ['tinyint', ['-128', '127'], 'smallint', [-128, 127]],
  ['tinyint unsigned', ['255'], 'smallint', [255]],
  ['tinyint(1)', ['0', '1'], 'boolean', [false, true], 'other than 0 and 1'],
  ['smallint unsigned', ['65535'], 'int', [65535]],
  ['mediumint', ['-8388608', '8388607'], 'int', [-8388608, 8388607]],
  ['int unsigned', ['4294967295'], 'bigint', ['4294967295']],
  ['int(5) unsigned zerofill', ['42'], 'bigint', ['42']],
  ['bigint', ['-9223372036854775808'], 'bigint', ['-9223372036854775808']],
  ['bigint unsigned', ['18446744073709551615'], 'decimal(20,0)', ['18446744073709551615']],
  [
    'decimal(65,30)',
    ['99999999999999999999999999999999999.999999999999999999999999999999', '-0.5'],
    'decimal(65,30)',
    [
      '99999999999999999999999999999999999.999999999999999999999999999999',
      '-0.500000000000000000000000000000',
    ],
  ],
  [
    'float',
    ['0.1', '-3.4028234663852886e38', '16777217'],
    'single',
    [0.1, -3.4028234663852886e38, 16777216].map(Math.fround),
  ],
  ['double', ['0.1', '5e-324', '-1.7976931348623157e308'], 'double', [0.1, 5e-324, -1.7976931348623157e308]],
  ['bit(1)', ["b'0'", "b'1'"], 'boolean', [false, true]],
  ['bit(12)', ["b'101010101010'"], 'binary', [bytes(0x0a, 0xaa)], 'how many bits'],
  ['bit(64)', ["b'1'"], 'binary', [bytes(0, 0, 0, 0, 0, 0, 0, 1)], 'how many bits'],
  ['date', ["'0000-00-00'", "'2024-02-00'", "'2024-02-29'"], 'date', [null, null, '2024-02-29'], 'zero year'],
  [
    'datetime',
    ["'0000-00-00 00:00:00'", "'9999-12-31 23:59:59'"],
    'datetime',
    [null, '9999-12-31 23:59:59'],
    'zero year',
  ],
  ['datetime(6)', ["'2024-02-29 12:00:00.000001'"], 'datetime', ['2024-02-29 12:00:00.000001'], 'zero year'],
  [
    'timestamp(6) NULL',
    ["'2024-02-29 12:00:00.000001'", 'NULL'],
    'datetime_tz',
    ['2024-02-29 12:00:00.000001+00', null],
    'zero year',
  ],
  [
    'time(6)',
    ["'-838:59:59'", "'23:59:59.999999'"],
    'string',
    ['-838:59:59.000000', '23:59:59.999999'],
    '838 hours',
  ],
  ['year', ['1901', '2155', '0'], 'smallint', [1901, 2155, 0]],
  ["enum('a', 'b,\"c')", ["'a'", "'b,\"c'"], 'string', ['a', 'b,"c']],
  ["set('a', 'b')", ["''", "'a,b'"], 'string', ['', 'a,b']],
  ['json', [`'{"a": [1, null]}'`], 'json', ['{"a": [1, null]}']],
  ['varchar(20) CHARACTER SET latin1', ["'Größe'"], 'string', ['Größe']],
  ['varchar(20) CHARACTER SET utf16', ["'🦆'"], 'string', ['🦆']],
  ['char(4)', ["'a '"], 'string', ['a']],
  ['longtext', ["'🦆\\0\\r\\n\"\\\\'"], 'string', ['🦆\0\r\n"\\']],
  ['binary(3)', ["x'00'"], 'binary', [bytes(0, 0, 0)]],
  ['varbinary(9)', ["x''", "x'ff00'"], 'binary', [bytes(), bytes(255, 0)]],
  ['vector(2)', ["string_to_vector('[1, 2]')"], 'binary', [bytes(0, 0, 128, 63, 0, 0, 0, 64)]],
  [
    'point SRID 4326',
    ["ST_GeomFromText('POINT(10 20)', 4326)"],
    'string',
    ['POINT(20 10)'],
    'spatial reference',
  ],
  ['uuid', ["'123e4567-e89b-12d3-a456-426655440000'"], 'string', ['123e4567-e89b-12d3-a456-426655440000']],
  ['inet6', ["'::1'"], 'string', ['::1']],
  ['point', ['point(1, 2.5)'], 'string', ['POINT(1 2.5)'], 'spatial reference'],
];

describeNeeding(missing, `MySQL’s types, at ${serverName}`, () => {
  let fixture: Fixture;
  let tables = 0;
  beforeAll(async () => {
    // Of its own: a position stays behind whatever is written at the same server.
    fixture = await openFixture({ localInfile: true });
    await fixture.sql("SET sql_mode = ''");
  });
  afterAll(() => fixture?.[Symbol.asyncDispose]());

  test.each(CASES.filter(([type]) => hasType(type)).map((of) => ({ type: of[0], of })))(
    '$type is read, of a table and of a query',
    async ({ of }) => {
      const [type, values, field, expected, lossy] = of;
      const { facets, signal } = fixture;
      const table = `${fixture.service.database}.t${tables++}`;
      await fixture.sql(
        `CREATE TABLE ${table} (n int PRIMARY KEY AUTO_INCREMENT, v ${type}) CHARSET utf8mb4`,
      );
      for (const value of values) await fixture.sql(`INSERT INTO ${table} (v) VALUES (${value})`);
      const [object] = await facets.discover.describe([table], {}, signal);
      expect(object?.schema).toBe(fixture.service.database);
      const ofTable = object?.fields[1] as FieldSchema;
      expect(ofTable).toMatchObject({ name: 'v', type: field });
      if (lossy) expect(ofTable.lossy).toContain(lossy);
      else expect(ofTable.lossy).toBeUndefined();
      const read = await facets.read.extract(
        { object: table, fields: ['n', 'v'], configuration: {} },
        signal,
      );
      const valuesOf = (rows: readonly (readonly unknown[])[]) =>
        rows.toSorted((a, b) => Number(a[0]) - Number(b[0])).map((row) => row[1]);
      expect(valuesOf(await fixture.rows(read))).toEqual(expected);

      const query = { query: `SELECT n, v FROM ${table};` };
      const fields = await facets.query.describe(query, signal);
      // What an expression yields says less than a table's definition: text of a fixed width, for one.
      expect(fields.map((f) => f.type)).toEqual(['int', field]);
      expect(valuesOf(await fixture.rows(await facets.query.extract(query, fields, signal)))).toEqual(
        expected,
      );
    },
  );

  test('a boolean that is none stops the reading, by name', async () => {
    const { facets, signal } = fixture;
    const table = `${fixture.service.database}.booleans`;
    await fixture.sql(`CREATE TABLE ${table} (flag tinyint(1))`);
    await fixture.sql(`INSERT INTO ${table} VALUES (1), (7)`);
    const read = await facets.read.extract({ object: table, fields: ['flag'], configuration: {} }, signal);
    await expect(fixture.rows(read)).rejects.toThrow(/column "flag" \(tinyint\(1\)\) holds 7/);
    // A stream that fails before anybody reads it: nobody's listening must not end the process.
    const [rows] = read.offers;
    if (rows?.format !== 'csv') throw new Error(`rows come as ${rows?.format}`);
    const stream = await rows.open(signal);
    while (!stream.destroyed) await sleep(5);
    expect(String(stream.errored)).toContain('holds 7');
  });

  test('a cursor finds what is at or after it, and what has no value or a zero date', async () => {
    const { facets, signal } = fixture;
    const table = `${fixture.service.database}.cursors`;
    await fixture.sql(
      `CREATE TABLE ${table} (n int, at timestamp(6) NULL, day date, big bigint unsigned, state enum('z', 'a'))`,
    );
    await fixture.sql(
      `INSERT INTO ${table} VALUES (1, '2024-01-01 00:00:00.000001', '2024-01-01', 18446744073709551614, 'a'),
        (2, '2024-01-01 00:00:00.000002', '2024-01-02', 18446744073709551615, 'z'), (3, NULL, '0000-00-00', NULL, NULL)`,
    );
    const after = async (field: string) => {
      const value = (await largestOf(facets.read, table, field, {}, signal)) as string;
      const request = { object: table, fields: ['n'], after: { field, value }, configuration: {} };
      const rows = await fixture.rows(await facets.read.extract(request, signal));
      return [value, rows.flat().toSorted()];
    };
    expect(await after('at')).toEqual(['2024-01-01 00:00:00.000002+00', [2, 3]]);
    expect(await after('day')).toEqual(['2024-01-02', [2, 3]]);
    expect(await after('big')).toEqual(['18446744073709551615', [2, 3]]);
    expect(await after('state')).toEqual(['z', [2, 3]]);
  });

  test('a position is no later than the beginning of a transaction that may still write', async () => {
    const { facets, signal } = fixture;
    const table = `${fixture.service.database}.late`;
    await fixture.sql(`CREATE TABLE ${table} (at datetime(6))`);
    await fixture.sql(`INSERT INTO ${table} VALUES ('2024-01-01 00:01:00')`);
    await fixture.sql('START TRANSACTION');
    await fixture.sql(`INSERT INTO ${table} VALUES ('2024-01-01 00:00:30')`);
    const position = await largestOf(facets.read, table, 'at', {}, signal);
    await fixture.sql('COMMIT');
    expect(position && position < '2024-01-01 00:01:00').toBe(true);
  });

  test('rows are filtered where they are, by the values that are moved', async () => {
    const { facets, signal } = fixture;
    const table = `${fixture.service.database}.filtered`;
    await fixture.sql(
      `CREATE TABLE ${table} (n int, day date, name varchar(9) CHARACTER SET latin1, state enum('z', 'a'), wait time)`,
    );
    await fixture.sql(
      `INSERT INTO ${table} VALUES (1, '0000-00-00', 'é', 'a', '-01:00:00'), (2, '2024-01-01', 'E', 'z', '100:00:00'), (3, NULL, 'É', NULL, NULL)`,
    );
    const query = { table: 'filtered' };
    const fields = await facets.query.describe(query, signal);
    const found = async (field: string, name: string, value?: string) => {
      const filters = [{ field, function: name, ...(value === undefined ? {} : { value }) }];
      const filter = { filters, logic: undefined, fields, now: Date.now() };
      const extraction = await facets.query.extractFiltered?.(query, fields.slice(0, 1), filter, signal);
      return (await fixture.rows(extraction as Extraction)).flat().toSorted();
    };
    expect(await found('day', 'IsNull')).toEqual([1, 3]);
    expect(await found('day', 'OnOrBefore', '2024-01-01')).toEqual([2]);
    expect(await found('name', 'Equality', 'é')).toEqual([1]);
    expect(await found('state', 'GreaterThan', 'a')).toEqual([2]);
    expect(await found('wait', 'StringStartsWith', '-')).toEqual([1]);
  });

  test('constants come after the fields', async () => {
    const { facets, signal } = fixture;
    await fixture.sql('CREATE TABLE constants SELECT 1 AS n');
    const constants = [
      { name: 'c', type: 'string', value: 'a"b' },
      { name: 'd', type: 'int', value: '7' },
      { name: 'e', type: 'string', value: null },
    ];
    const object = `${fixture.service.database}.constants`;
    const read = await facets.read.extract({ object, fields: ['n'], constants, configuration: {} }, signal);
    expect(await fixture.rows(read)).toEqual([[1, 'a"b', 7, null]]);
  });
});
