import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { testHost } from '../../../../test/contract/open-connector.ts';
import type {
  CellValue,
  Column,
  Extraction,
  Facets,
  LoadOperation,
  RowSource,
  TargetTable,
} from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import { typeName } from '../../../families/duckdb/types.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { openDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { transfer } from '../../../movement/transfer.ts';
import { duckdb } from './definition.ts';

const never = new AbortController().signal;
let dir: string;
let host: Awaited<ReturnType<typeof testHost>>;
let facets: Facets;
let keepAlive: DuckdbSession;

beforeEach(async () => {
  host = await testHost();
  dir = host.baseDir;
  keepAlive = await openDuckdbSession({ tempDir: host.tempDir });
  facets = (await duckdb.open({ path: 'lake.duckdb', allow_external_access: false }, host)).facets as Facets;
});
afterEach(async () => {
  await keepAlive[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
});

/** Runs statements in the file. */
async function sql(...statements: string[]): Promise<readonly (readonly unknown[])[]> {
  return host.withSession(async (session) => {
    await session.run(`USE ${await session.attach(join(dir, 'lake.duckdb'), 'write', never)}`);
    let rows: readonly (readonly unknown[])[] = [];
    for (const statement of statements) rows = await session.all(statement);
    return rows;
  });
}

async function rowsOf(extraction: Extraction): Promise<readonly (readonly CellValue[])[]> {
  return host.withSession(async (session) => {
    const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
    const all: (readonly CellValue[])[] = [];
    if (rows.format === 'rows') for await (const batch of rows.open(never)) all.push(...batch);
    return all;
  });
}

async function rowsOfModel(configuration: JsonObject) {
  const fields = await facets.query.describe(configuration, never);
  return rowsOf(await facets.query.extract(configuration, fields, never));
}

function table(id: string, columns: readonly Column[], key: readonly string[] = []): TargetTable {
  return {
    id,
    columns: columns.map((column) => ({
      ...column,
      ...facets.define.columnType(column.type),
      nullable: !key.includes(column.name),
    })),
    key,
  };
}

async function create(wanted: TargetTable): Promise<TargetTable> {
  await facets.define.apply(
    facets.define.change(wanted, await facets.define.describe(wanted.id, never)),
    never,
  );
  return wanted;
}

let batches = 0;
async function load(
  into: TargetTable,
  operation: LoadOperation,
  rows: readonly (readonly CellValue[])[] | RowSource,
  {
    onProgress = () => {},
    isRepeatable = false,
  }: {
    onProgress?: (_: { rows?: number; bytes?: number }) => void;
    isRepeatable?: boolean;
  } = {},
) {
  const source: RowSource =
    'format' in rows
      ? rows
      : {
          format: 'rows',
          async *open() {
            yield rows;
          },
        };
  return host.withSession((session) =>
    facets.load.load({
      table: into,
      operation,
      columns: into.columns.map(({ name, type }) => ({ name, type })),
      key: into.key,
      rows: source,
      isRepeatable,
      batch: { scope: 'sync/1', id: `batch ${++batches}` },
      session,
      signal: never,
      onProgress,
    }),
  );
}

const NUMBERS: readonly Column[] = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
];

test('every type of DuckDB is read as its field type, and what is lost is said', async () => {
  const query = `SELECT
    1::TINYINT AS tinyint, 255::UTINYINT AS utinyint, 65535::USMALLINT AS usmallint, 4294967295::UINTEGER AS uinteger,
    18446744073709551615::UBIGINT AS ubigint, 170141183460469231731687303715884105727::HUGEINT AS hugeint,
    340282366920938463463374607431768211455::UHUGEINT AS uhugeint,
    '123456789012345678901234567890123456789012345'::BIGNUM AS bignum,
    1.10::DECIMAL(5,2) AS decimal_, '00000000-0000-0000-0000-00000000000a'::UUID AS uuid, 'b'::ENUM('a', 'b') AS enum,
    INTERVAL '1 day 1.5 seconds' AS interval_, '10110'::BIT AS bit, TIMETZ '10:00:00+02' AS timetz,
    TIMESTAMP_S '2020-01-01 01:02:03' AS ts_s, TIMESTAMP_MS '2020-01-01 01:02:03.004' AS ts_ms,
    TIMESTAMP_NS '2020-01-01 01:02:03.123456789' AS ts_ns, TIME_NS '01:02:03.123456789' AS time_ns,
    {'a': 1.10::DECIMAL(38,18), 'b': ['x', NULL]} AS struct, map {'k': 1} AS map_, union_value(num := 2) AS union_,
    [{'a': 1}, NULL] AS structs, [1, NULL]::INTEGER[2] AS fixed, [[1::HUGEINT], NULL, []] AS nested, NULL AS nothing`;
  await sql('SELECT 1');
  const fields = await facets.query.describe({ query }, never);
  const rows = await rowsOfModel({ query });
  const seen = Object.fromEntries(
    fields.map((field, i) => [field.name, [field.type, rows[0]?.[i], ...(field.lossy ? [field.lossy] : [])]]),
  );
  expect(seen).toEqual({
    tinyint: ['smallint', 1],
    utinyint: ['smallint', 255],
    usmallint: ['int', 65535],
    uinteger: ['bigint', '4294967295'],
    ubigint: ['decimal(20,0)', '18446744073709551615'],
    hugeint: ['number', '170141183460469231731687303715884105727'],
    uhugeint: ['number', '340282366920938463463374607431768211455'],
    bignum: ['number', '123456789012345678901234567890123456789012345'],
    decimal_: ['decimal(5,2)', '1.10'],
    uuid: ['string', '00000000-0000-0000-0000-00000000000a'],
    enum: ['string', 'b'],
    interval_: ['string', '1 day 00:00:01.5'],
    bit: ['string', '10110'],
    timetz: ['string', '10:00:00+02'],
    ts_s: ['datetime', '2020-01-01 01:02:03'],
    ts_ms: ['datetime', '2020-01-01 01:02:03.004'],
    ts_ns: ['datetime', '2020-01-01 01:02:03.123456', 'nanoseconds beyond microseconds'],
    time_ns: ['time', '01:02:03.123457', 'nanoseconds beyond microseconds'],
    struct: ['json', '{"a":1.100000000000000000,"b":["x",null]}', 'the types of its fields'],
    map_: ['json', '{"k":1}', 'the types of its keys and values'],
    union_: ['json', '{"num":2}', 'the types of its members'],
    structs: ['array<json>', '["{\\"a\\":1}",null]', 'elements: the types of its fields'],
    fixed: ['array<int>', '[1,null]'],
    nested: ['array<array<number>>', '[["1"],null,[]]'],
    nothing: ['int', null],
  });
});

test('type names are brought to what the table knows', () => {
  expect(
    ['STRUCT(a INTEGER[3])[]', 'INTEGER[2][3]', "ENUM('a]', 'b')", 'DECIMAL(5,2)[]'].map(typeName),
  ).toEqual(['STRUCT[]', 'INTEGER[][]', 'ENUM', 'DECIMAL(5,2)[]']);
});

test('a model may use unqualified names, end in a comment, and must be one SELECT', async () => {
  await sql(
    'CREATE TABLE t AS SELECT 1 AS i',
    'CREATE SCHEMA raw',
    'CREATE VIEW raw.v AS SELECT i + 1 AS j FROM t',
  );
  expect(await rowsOfModel({ query: 'SELECT i, j FROM t, raw.v; -- all\n' })).toEqual([[1, 2]]);
  expect(await rowsOfModel({ table: 'v', schema: 'raw' })).toEqual([[2]]);
  expect(await rowsOfModel({ table: 'main.t' })).toEqual([[1]]);
  for (const query of ['SELECT 1; SELECT 2', 'DROP TABLE t', 'SELECT nothing', 'SELECT 1) ; SELECT (2'])
    await expect(facets.query.describe({ query }, never)).rejects.toMatchObject({
      code: 'invalid',
      path: ['query'],
    });
  const listed = await facets.discover.list({}, never);
  expect(listed.map(({ id, output_name, schema }) => [id, output_name, schema])).toEqual([
    ['t', 't', 'main'],
    ['raw.v', 'v', 'raw'],
  ]);
  expect((await facets.discover.list({ schema: 'raw' }, never)).map(({ id }) => id)).toEqual(['raw.v']);
});

test('a file that is not there has no objects, passes the test and is not made by asking', async () => {
  expect(await facets.discover.list({}, never)).toEqual([]);
  await facets.test.test(never);
  expect(await facets.define.describe('t', never)).toBeNull();
  await facets.define.drop('t', never);
  await expect(facets.query.describe({ table: 't' }, never)).rejects.toMatchObject({ path: ['table'] });
  await expect(rm(join(dir, 'lake.duckdb'))).rejects.toThrow('ENOENT');
});

test('a value that the column cannot hold fails by name, and nothing is rounded', async () => {
  const into = await create(table('n', [{ name: 'n', type: 'number' }]));
  expect(await load(into, 'append', [['1.5'], ['-0.50000000000000000000000'], [null]])).toMatchObject({
    inserted: 3,
  });
  for (const value of ['0.1234567890123456789', '123456789012345678901', 'NaN'])
    await expect(load(into, 'append', [['1'], [value]])).rejects.toThrow(
      `column "n" is DECIMAL(38,18) and cannot hold ${value}`,
    );
  await sql('CREATE TABLE narrow (d DECIMAL(5,1), i INTEGER, t DATE)');
  const narrow: TargetTable = {
    id: 'narrow',
    key: [],
    columns: [
      { name: 'd', type: 'double', target_type: 'DECIMAL(5,1)', nullable: true },
      { name: 'i', type: 'decimal(10,2)', target_type: 'INTEGER', nullable: true },
      { name: 't', type: 'datetime', target_type: 'DATE', nullable: true },
    ],
  };
  await load(narrow, 'append', [[1.5, '2.00', '2020-01-01 00:00:00']]);
  await expect(load(narrow, 'append', [[1.55, '2', null]])).rejects.toThrow('cannot hold 1.55');
  await expect(load(narrow, 'append', [[1, '2.50', null]])).rejects.toThrow('cannot hold 2.50');
  await expect(load(narrow, 'append', [[1, '2', '2020-01-01 00:00:01']])).rejects.toThrow('"t" is DATE');
  expect(await sql('SELECT count(*)::INT FROM narrow')).toEqual([[1]]);
});

test('equal rows are not written again, whichever way they merge', async () => {
  for (const key of ['', ', PRIMARY KEY (id)']) {
    await sql(`CREATE OR REPLACE TABLE k (id BIGINT NOT NULL, name VARCHAR${key})`);
    const into = table('k', NUMBERS, ['id']);
    await load(into, 'upsert', [
      ['1', 'a'],
      ['2', null],
      ['3', ''],
    ]);
    expect(
      await load(into, 'upsert', [
        ['1', 'a'],
        ['2', ''],
        ['3', null],
        ['4', 'd'],
      ]),
    ).toMatchObject({
      inserted: 1,
      updated: 2,
    });
    expect(await sql('SELECT id::INT, name FROM k ORDER BY 1')).toEqual([
      [1, 'a'],
      [2, ''],
      [3, null],
      [4, 'd'],
    ]);
  }
});

test('a replace takes the first of the records that share a key, and refuses those and the ones without', async () => {
  const into = await create(table('r', NUMBERS, ['id']));
  await load(into, 'replace', [['1', 'a']]);
  const outcome = await load(
    into,
    'replace',
    [
      ['7', 'b'],
      ['7', 'c'],
      [null, 'd'],
      ['8', 'e'],
    ],
    { isRepeatable: true },
  );
  expect(outcome).toEqual({
    inserted: 2,
    updated: 0,
    deleted: 1,
    rejected: [
      { key: { id: null }, reason: 'its key (id) is NULL' },
      { key: { id: '7' }, reason: 'another record of the same batch has the same key (id)' },
    ],
  });
  expect(await sql('SELECT id::INT, name FROM r ORDER BY 1')).toEqual([
    [7, 'b'],
    [8, 'e'],
  ]);
});

test('a value that cannot be read as its field keeps out its own record', async () => {
  const into = await create(
    table(
      'nan',
      [
        { name: 'id', type: 'bigint' },
        { name: 'n', type: 'decimal(10,2)' },
      ],
      ['id'],
    ),
  );
  const rows: [string, string | null][] = [
    ['1', '1.50'],
    ['2', 'NaN'],
    ['3', null],
  ];
  expect(await load(into, 'replace', rows, { isRepeatable: true })).toMatchObject({
    inserted: 2,
    rejected: [{ key: { id: '2' }, reason: 'column "n" is DECIMAL(10,2) and cannot hold NaN' }],
  });
});

test('a row of 20 MiB, 40 MiB as text, is taken; one of 140 MiB as text is refused alone', async () => {
  const columns: readonly Column[] = [
    { name: 'id', type: 'bigint' },
    { name: 'b', type: 'binary' },
  ];
  const into = await create(table('long', columns, ['id']));
  const rows: CellValue[][] = [
    ['1', new Uint8Array(20 * 1024 * 1024)],
    ['3', new Uint8Array(70 * 1024 * 1024)],
    ['2', new Uint8Array([7])],
  ];
  expect(await load(into, 'replace', rows, { isRepeatable: true })).toMatchObject({
    inserted: 2,
    rejected: [{ key: { id: '3' }, reason: 'it has more than 128 MiB of text, most of it in column "b"' }],
  });
  expect(await sql('SELECT octet_length(b)::INT FROM long ORDER BY id')).toEqual([[20 * 1024 * 1024], [1]]);
});

test('text becomes what it says, and nothing that it does not say', async () => {
  const types = {
    DOUBLE: { takes: ['5', '1.5', '-2e3', 'NaN', '1.10'], refuses: ['x', '1e999'] },
    'DECIMAL(5,2)': { takes: ['2', '2.50', '2.500'], refuses: ['2.345', '1000'] },
    INTEGER: { takes: ['5', '+5', '5.0', '007'], refuses: ['2.5', '99999999999'] },
    BOOLEAN: { takes: ['true', 'F'], refuses: ['maybe'] },
    DATE: { takes: ['2024-01-05', '2024-01-05 00:00:00'], refuses: ['2024-01-05 10:00:00', '2024-02-30'] },
    TIMESTAMP: {
      takes: ['2024-01-05T10:00:00', '2024-01-05', '2024-01-05 10:00:00.5'],
      refuses: ['2024-01-05T10:00:00+02', '2024-01-05T10:00:00Z', '2024-01-05 10:00:00.123456789'],
    },
    TIME: { takes: ['10:00', '10:00:00.5'], refuses: ['2024-01-05 10:00:00'] },
    UUID: { takes: ['00000000-0000-0000-0000-00000000000A'], refuses: ['a'] },
  };
  for (const [type, { takes, refuses }] of Object.entries(types)) {
    await sql(`CREATE OR REPLACE TABLE texts (v ${type})`);
    const into: TargetTable = {
      id: 'texts',
      key: [],
      columns: [{ name: 'v', type: 'string', target_type: type, nullable: true }],
    };
    const rows = [...takes, ...refuses].map((text) => [text]);
    const outcome = await load(into, 'append', rows, { isRepeatable: true });
    expect([type, outcome.rejected.map(({ key }) => key.v)]).toEqual([type, refuses]);
    expect(outcome.inserted).toBe(takes.length);
  }
});

test('a table may be called as a file could be', async () => {
  const into = await create(table('"orders.json"', NUMBERS, ['id']));
  await load(into, 'replace', [['1', 'a']]);
  expect(await sql('SELECT name FROM main."orders.json"')).toEqual([['a']]);
});

test('a replaced table holds none of the batches before', async () => {
  const into = await create(table('c', NUMBERS));
  const batch = (id: string) => ({ scope: 'sync/1', id });
  await load(into, 'append', [['1', 'a']]);
  const first = `batch ${batches}`;
  await load(into, 'replace', [['2', 'b']]);
  expect(await facets.load.committed('c', batch(first), never)).toBeUndefined();
  expect(await facets.load.committed('c', batch(`batch ${batches}`), never)).toEqual({
    inserted: 1,
    updated: 0,
    deleted: 1,
    rejected: [],
  });
  await facets.define.drop('c', never);
  expect(await facets.load.committed('c', batch(`batch ${batches}`), never)).toBeUndefined();
});

test('a table is made in its schema, altered by widening only, and its key is found again', async () => {
  const wanted = table(
    'raw.users',
    [...NUMBERS, { name: 'n', type: 'int' }, { name: 'd', type: 'decimal(5,2)' }],
    ['id'],
  );
  const change = facets.define.change(wanted, null);
  expect(change.statements).toEqual([
    'CREATE SCHEMA IF NOT EXISTS "raw"',
    'CREATE TABLE IF NOT EXISTS "raw"."users" (\n  "id" BIGINT NOT NULL,\n  "name" VARCHAR,\n  "n" INTEGER,\n  "d" DECIMAL(5,2)\n)',
    `COMMENT ON TABLE "raw"."users" IS 'syncform key: ["id"]'`,
  ]);
  await create(wanted);
  expect((await facets.define.describe('raw.users', never))?.key).toEqual(['id']);
  expect((await facets.discover.describe(['raw.users'], {}, never))[0]?.fields[0]).toMatchObject({
    is_primary_key: true,
  });

  await load(wanted, 'upsert', [['1', 'a', 2147483647, '1.25']]);
  const wider = table(
    'raw.users',
    [...NUMBERS, { name: 'n', type: 'bigint' }, { name: 'd', type: 'decimal(7,3)' }],
    ['id'],
  );
  await create(wider);
  expect(facets.define.change(wider, await facets.define.describe('raw.users', never)).action).toBe('none');
  expect(await sql('SELECT n::VARCHAR, d::VARCHAR FROM raw.users')).toEqual([['2147483647', '1.250']]);
  const narrower = table(
    'raw.users',
    [...NUMBERS, { name: 'n', type: 'date' }, { name: 'd', type: 'decimal(7,5)' }],
    ['name'],
  );
  expect(
    facets.define.change(narrower, await facets.define.describe('raw.users', never)).conflicts,
  ).toHaveLength(3);
});

test('tables of a schema that is not there yet can be made at the same time', async () => {
  const ids = ['raw.a', 'raw.b', 'raw.c', 'raw.d', 'raw.e', 'raw.f'];
  await Promise.all(ids.map((id) => create(table(id, NUMBERS, ['id']))));
  expect((await facets.discover.list({}, never)).map(({ id }) => id).sort()).toEqual(ids);
});

test('two tables of one file can be loaded at the same time', async () => {
  const tables = await Promise.all(['p', 'q', 'r', 's'].map((id) => create(table(id, NUMBERS, ['id']))));
  const outcomes = await Promise.all(
    tables.map((into) =>
      load(
        into,
        'replace',
        Array.from({ length: 5000 }, (_, i) => [String(i), 'x']),
      ),
    ),
  );
  expect(outcomes.map(({ inserted }) => inserted)).toEqual([5000, 5000, 5000, 5000]);
});

test('what has been read is told while it runs, and adds up', async () => {
  await sql('CREATE TABLE many AS SELECT i::BIGINT AS id, md5(i::VARCHAR) AS name FROM range(300000) t(i)');
  const into = await create(table('copied', NUMBERS));
  const extraction = await facets.read.extract(
    { object: 'many', fields: ['id', 'name'], configuration: {} },
    never,
  );
  let told = 0;
  await load(into, 'append', extraction.offers[0] as RowSource, {
    onProgress: ({ rows = 0 }) => {
      told += rows;
    },
  });
  expect(told).toBe(300_000);
  expect(await largestOf(facets.read, 'copied', 'id', {}, never)).toBe('299999');
});

test('a schema may be called as the file is', async () => {
  const wanted = table('LAKE.users', NUMBERS, ['id']);
  await create(wanted);
  await load(wanted, 'upsert', [['1', 'a']]);
  const wider = table('LAKE.users', [...NUMBERS, { name: 'more', type: 'string' }], ['id']);
  await create(wider);
  expect((await facets.define.describe('LAKE.users', never))?.columns.map(({ name }) => name)).toEqual([
    'id',
    'name',
    'more',
  ]);
  await facets.define.drop('LAKE.users', never);
  expect(await facets.define.describe('LAKE.users', never)).toBeNull();
});
