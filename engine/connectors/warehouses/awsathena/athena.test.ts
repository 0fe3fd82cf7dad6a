import { ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { missingS3 } from '../../../../test/services/s3/s3.ts';
import type { ConnectorDefinition, Extraction } from '../../../contract/contract.ts';
import { fieldType } from '../../../types/field-type.ts';
import { sourceType } from '../../../types/map-types.ts';
import { athenaConfig } from './config.ts';
import { athena } from './definition.ts';
import { athenaDialect } from './dialect.ts';
import { invalidQuery, StatementError } from './failures.ts';
import { athenaFilters } from './filter-dialect.ts';
import { openAthena } from './open.ts';
import { resultPlace } from './result-files.ts';
import { type AthenaService, startAthena } from './testing/athena-service.ts';
import { fixture } from './testing/contract-fixture.ts';
import { athenaTypes } from './types.ts';
import { unloadStatement } from './unload.ts';

const definition = athena as unknown as ConnectorDefinition;

const VALUES = [
  ['flag', 'true', 'boolean', 'true'],
  ['small', '(-32768)::SMALLINT', 'smallint', '-32768'],
  ['whole', '2147483647', 'int', '2147483647'],
  ['big', '9223372036854775807', 'bigint', '9223372036854775807'],
  [
    'exact',
    "'-99999999999999999999999999999999999.999'::DECIMAL(38,3)",
    'decimal(38,3)',
    '-99999999999999999999999999999999999.999',
  ],
  ['approx', '0.1::DOUBLE', 'double', '0.1'],
  ['text', `'a "b", c' || chr(10) || 'd'`, 'string', 'a "b", c\nd'],
  ['empty', `''`, 'string', ''],
  ['bytes', `'\\x00\\xFF'::BLOB`, 'binary', '\\x00ff'],
  ['day', "DATE '0001-01-01'", 'date', '0001-01-01'],
  ['moment', "TIMESTAMP '1969-12-31 23:59:59.123456'", 'datetime', '1969-12-31 23:59:59.123456'],
  ['instant', "TIMESTAMPTZ '2024-07-01 12:00:00.5+02'", 'datetime_tz', '2024-07-01 10:00:00.5+00'],
  ['list', '[1::BIGINT, NULL, 9007199254740993]', 'array<bigint>', '[1,null,9007199254740993]'],
  ['parts', "{'a': 1, 'b': 'x'}", 'object{}', '{"a":1,"b":"x"}'],
  ['named', "MAP {'k': 1}", 'object{}', '{"k":1}'],
  ['nothing', 'NULL::VARCHAR', 'string', null],
] as const;

describeNeeding(await missingS3(), 'Athena (a DuckDB behind calls of our own making)', () => {
  let service: AthenaService;
  let under: ConnectorUnderTest;
  beforeAll(async () => {
    under = await ConnectorUnderTest.open(definition, fixture);
    service = await startAthena();
    await service.sql(
      `CREATE SCHEMA lake; CREATE TABLE lake.everything AS SELECT ${VALUES.map(([name, sql]) => `${sql} AS ${name}`).join(', ')};
       INSERT INTO lake.everything (whole) VALUES (7)`,
    );
  });
  afterAll(async () => {
    await service?.[Symbol.asyncDispose]();
    await under?.[Symbol.asyncDispose]();
  });
  const opened = (changes: object = {}) =>
    openAthena(athenaConfig.parse({ ...service.configuration, ...changes }), under.host);
  const text = (value: unknown) => (value === null ? null : String(value));

  test.each([true, false])(
    'every type arrives as it is there, nothing stays in the bucket (UNLOAD: %s)',
    async (use_unload) => {
      await using open = await opened({ use_unload });
      const { discover, read } = open.facets;
      const [object] = await discover.describe(['lake.everything'], {}, never);
      expect(object?.fields.map(({ name, type }) => [name, type])).toEqual(
        VALUES.map(([name, , type]) => [name, type]),
      );
      const before = service.statements.length;
      const extraction: Extraction = await read.extract(
        { object: 'lake.everything', fields: VALUES.map(([name]) => name), configuration: {} } as never,
        never,
      );
      const rows = await under.rows(extraction);
      const full = rows.find((row) => row[2] !== 7) ?? [];
      const value = (i: number) => {
        const cell = full[i];
        return cell instanceof Uint8Array ? `\\x${Buffer.from(cell).toString('hex')}` : text(cell);
      };
      expect(VALUES.map(([name], i) => [name, value(i)?.replace(/, /g, ',') ?? null])).toEqual(
        VALUES.map(([name, , , expected]) => [name, expected === 'a "b", c\nd' ? 'a "b",c\nd' : expected]),
      );
      expect(rows).toHaveLength(2);
      expect(service.statements.slice(before)).toEqual([
        expect.stringMatching(
          use_unload ? /^UNLOAD \(SELECT "flag" AS c0,/ : /^SELECT "flag" AS _syncform_0,/,
        ),
      ]);
      expect(await service.s3.keys()).toEqual([]);
    },
  );

  test('no rows are no files, and no rows', async () => {
    await using open = await opened();
    const query = { query: 'SELECT * FROM lake.everything WHERE whole = 0' };
    const fields = await open.facets.query.describe(query, never);
    expect(await under.rows(await open.facets.query.extract(query, fields, never))).toEqual([]);
    expect(await service.s3.keys()).toEqual([]);
  });

  test('filters are conditions of the statement', async () => {
    await using open = await opened();
    const { query } = open.facets;
    const model = { table: 'lake.everything' };
    const fields = await query.describe(model, never);
    const where = async (filter: object) => {
      const filters = { filters: [filter] as never, logic: undefined, fields, now: 0 };
      const wanted = fields.filter(({ name }) => name === 'whole');
      return (await under.rows(await query.extractFiltered(model, wanted, filters, never))).map(([n]) => n);
    };
    expect(await where({ field: 'whole', function: 'Equality', value: 7 })).toEqual([7]);
    expect(await where({ field: 'text', function: 'StringContains', value: '"b"' })).toEqual([2147483647]);
    expect(await where({ field: 'text', function: 'IsNull' })).toEqual([7]);
    expect(service.statements.at(-1)).toMatch(/ FROM "lake"."everything" WHERE /);
  });

  test('a position is taken up where it was left', async () => {
    await using open = await opened();
    const from = async (value: string) => {
      const request = { object: 'lake.everything', fields: ['whole'], configuration: {} };
      const extraction = await open.facets.read.extract(
        { ...request, after: { field: 'moment', value } },
        never,
      );
      return (await under.rows(extraction)).map(([n]) => n).sort();
    };
    // A row without a value comes along each time.
    expect(await from('1969-12-31 23:59:59.123456')).toEqual([2147483647, 7]);
    expect(await from('1969-12-31 23:59:59.123457')).toEqual([7]);
    expect(await service.s3.keys()).toEqual([]);
  });

  test('views are read as tables are; keys of partitions are fields, and conditions on them leave partitions out', async () => {
    await using open = await opened();
    await service.sql(
      `CREATE TABLE lake.days AS SELECT DATE '2026-01-01' + CAST(i AS INTEGER) AS part_day, i AS n FROM range(3) t(i);
       CREATE VIEW lake.late AS SELECT n, part_day FROM lake.days WHERE n > 0`,
    );
    const { discover, read } = open.facets;
    const listed = (await discover.list({}, never)).map(({ id }) => id);
    expect(listed).toEqual(expect.arrayContaining(['lake.days', 'lake.late']));
    const [days, late] = await discover.describe(['lake.days', 'lake.late'], {}, never);
    expect([days, late].map((object) => object?.fields.map(({ name, type }) => `${name} ${type}`))).toEqual([
      ['n bigint', 'part_day date'],
      ['n bigint', 'part_day date'],
    ]);
    const from = async (object: string) => {
      const after = { field: 'part_day', value: '2026-01-02' };
      const extraction = await read.extract({ object, fields: ['n'], configuration: {}, after }, never);
      return (await under.rows(extraction)).map(([n]) => String(n)).sort();
    };
    expect(await from('lake.days')).toEqual(['1', '2']);
    expect(service.statements.at(-1)).toContain(`("part_day" >= CAST('2026-01-02' AS date)`);
    expect(await from('lake.late')).toEqual(['1', '2']);
    await service.sql('DROP VIEW lake.late; DROP TABLE lake.days');
  });

  test('more rows than a page has are all read', async () => {
    await using open = await opened({ use_unload: false });
    const query = { query: 'SELECT range AS n FROM range(2500)' };
    const fields = await open.facets.query.describe(query, never);
    const rows = await under.rows(await open.facets.query.extract(query, fields, never));
    expect(rows).toHaveLength(2500);
    expect(await service.s3.keys()).toEqual([]);
  });

  test('a query whose reader is canceled is stopped', async () => {
    await using open = await opened();
    const release = service.hold();
    const controller = new AbortController();
    const testing = open.facets.test.test(controller.signal);
    const before = service.stopped.length;
    setTimeout(() => controller.abort(), 300);
    await expect(testing).rejects.toMatchObject({ code: 'canceled' });
    for (let i = 0; i < 100 && service.stopped.length === before; i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(service.stopped).toHaveLength(before + 1);
    release();
  });
});

test('UNLOAD as text', () => {
  expect(unloadStatement(`SELECT "a" AS c0 FROM "s"."t" WHERE "b" = 'it''s'`, 's3://results/x/')).toBe(
    `UNLOAD (SELECT "a" AS c0 FROM "s"."t" WHERE "b" = 'it''s') TO 's3://results/x/' WITH (format = 'PARQUET', compression = 'SNAPPY')`,
  );
});

test.each([
  [
    'timestamp(6) with time zone',
    `replace(replace(to_iso8601("x" AT TIME ZONE 'UTC'), 'T', ' '), 'Z', '+00')`,
  ],
  ['timestamp', 'CAST("x" AS varchar)'],
  ['map<string,int>', 'json_format(CAST("x" AS json))'],
  ['row(a integer)', 'json_format(CAST("x" AS json))'],
  ['array<binary>', `json_format(CAST(transform("x", e -> '\\x' || lower(to_hex(e))) AS json))`],
  ['binary', `'\\x' || lower(to_hex("x"))`],
  ['char(3)', 'CAST("x" AS varchar)'],
  ['uuid', 'CAST("x" AS varchar)'],
  ['varchar(10)', '"x"'],
  ['decimal(10,2)', '"x"'],
])('a %s is read as %s', (mapping, sql) => {
  const { type } = sourceType(athenaTypes, mapping);
  expect(athenaDialect.values.asText('"x"', { name: 'x', mapping, type })).toBe(sql);
});

test.each([
  [
    'timestamp with time zone',
    `CAST(replace('2024-01-02 03:04:05+00', '+00', ' UTC') AS timestamp(6) with time zone)`,
  ],
  ['timestamp', `CAST('2024-01-02 03:04:05+00' AS timestamp(6))`],
  ['string', `'2024-01-02 03:04:05+00'`],
])('a position in a %s is %s', (mapping, sql) => {
  expect(athenaDialect.values.fromText("'2024-01-02 03:04:05+00'", mapping)).toBe(sql);
});

test('to a filter NaN equals NaN and is above all else, although to Trino it equals nothing', () => {
  const double = fieldType('double');
  expect(athenaFilters.compare('x', '>', '1', double)).toBe("(x > CAST('1' AS double) OR is_nan(x))");
  expect(athenaFilters.compare('x', '=', 'NaN', double)).toBe('is_nan(x)');
  expect(athenaFilters.compare('x', '<', 'NaN', double)).toBe('NOT is_nan(x)');
  expect(athenaFilters.oneOf('x', ['1', 'NaN'], double)).toBe("(x IN (CAST('1' AS double)) OR is_nan(x))");
});

test('a fault in a query is said with its place there', () => {
  const error = invalidQuery(new StatementError("COLUMN_NOT_FOUND: line 3:8: Column 'x' cannot be resolved"));
  expect(error).toMatchObject({
    code: 'invalid',
    path: ['query'],
    message: "Column 'x' cannot be resolved (line 2, column 8)",
  });
});

test('files of a result are found by where Athena says that it is', () => {
  expect(resultPlace('s3://results/a/b/0f3c.csv')).toEqual({ folder: 's3://results/a/b/', prefix: '0f3c' });
  expect(resultPlace('s3://results/0f3c')).toEqual({ folder: 's3://results/', prefix: '0f3c' });
});
