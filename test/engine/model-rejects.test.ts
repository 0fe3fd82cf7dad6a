import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { SyncInput } from '../../engine/api/documents.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

let on: PostgresEngine;
let folder: string;
beforeEach(async () => {
  on = await postgresEngine();
  folder = await mkdtemp(join(tmpdir(), 'rejects-'));
});
afterEach(async () => {
  await on[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function created(query: string, over: Partial<SyncInput> = {}, names = ['id', 'day']) {
  const { id: connection_id } = await on.engine.connections.create({
    name: 'files',
    type: 'local_files',
    configuration: { path: folder },
  });
  const model = await on.engine.models.create({ name: 'days', connection_id, configuration: { query } });
  const source = (field: string) => ({ model_id: model.id, field });
  const { id } = await on.engine.syncs.create({
    name: 'days',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, create: { name: 'days' } },
    fields: names.map((name) => ({ target: name, source: source(name) })),
    identity: { source: source('id'), target: 'id', function: 'Equality' },
    ...over,
  });
  return () => on.run('syncs', id);
}
const rejected = async () => {
  await using store = await openStoreForReading(on.dataDir, systemClock);
  return (await store.rejections.list()).map(({ key, reason, attempts }) => ({ key, reason, attempts }));
};
const write = (rows: readonly string[]) =>
  writeFile(join(folder, 'days.csv'), ['id,day', ...rows, ''].join('\n'));
const DAYS = `SELECT id, DATE '2024-01-01' + CAST(day AS INTEGER) AS day FROM days`;
/** Beyond Postgres’s last day, but not beyond DuckDB’s. */
const TOO_LATE = 2_147_000_000;
const ok = Array.from({ length: 500 }, (_, i) => `${i + 1},0`);

describe.each([
  ['an empty table', false],
  ['a table with rows', true],
])('a value that Postgres cannot read, on its way into %s', (_, isFilled) => {
  test('keeps out its own record alone, which is sent again until it is well', async () => {
    await write(ok.slice(0, 3));
    const run = await created(DAYS);
    if (isFilled) await run();
    await write([...ok.slice(0, 199), `200,${TOO_LATE}`, ...ok.slice(200, 350), `351,${TOO_LATE}`]);
    const first = await run();
    expect(first).toMatchObject({
      status: 'errors',
      counts: { read: 351, inserted: isFilled ? 346 : 349, rejected: 2 },
    });
    expect(await rejected()).toEqual([
      { key: { id: '200' }, reason: expect.stringContaining('out of range'), attempts: 1 },
      { key: { id: '351' }, reason: expect.stringContaining('out of range'), attempts: 1 },
    ]);
    await write([...ok.slice(0, 350), `351,${TOO_LATE}`]);
    expect(await run()).toMatchObject({
      status: 'errors',
      counts: { inserted: 1, rejected: 1, unchanged: 349 },
    });
    expect(await rejected()).toMatchObject([{ key: { id: '351' }, attempts: 2 }]);
    await write(ok.slice(0, 350));
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 0, unchanged: 350 } });
    expect(await rejected()).toEqual([]);
    expect(await on.sql('SELECT count(*) FROM days')).toEqual([['350']]);
  });
});

test('an appended record that is refused is sent again, and the others are not', async () => {
  await write(['1,0', `2,${TOO_LATE}`, '3,2']);
  const run = await created(DAYS, { mode: 'append', identity: undefined });
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 2, rejected: 1 } });
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 0, rejected: 1, unchanged: 2 } });
  await write(['1,0', '2,1', '3,2']);
  expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 1, rejected: 0 } });
  expect(await on.sql('SELECT id, day FROM days ORDER BY id')).toEqual([
    ['1', '2024-01-01'],
    ['2', '2024-01-02'],
    ['3', '2024-01-03'],
  ]);
});

test('text that is no value of the target’s column keeps out its own record alone', async () => {
  await on.sql('CREATE TABLE days (id int PRIMARY KEY, day date)');
  await write(['1,2024-01-01', '02,2024-02-30', '03,2024-01-03']);
  const texts = `SELECT lpad(CAST(id AS VARCHAR), 2, '0') AS id, CAST(day AS VARCHAR) AS day FROM days`;
  const run = await created(texts, {
    target: { connection_id: on.connection, object: 'public.days' },
  });
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 2, rejected: 1 } });
  expect(await rejected()).toEqual([
    { key: { id: '02' }, reason: expect.stringContaining('2024-02-30'), attempts: 1 },
  ]);
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 0, rejected: 1, unchanged: 2 } });
});

test.each(['duckdb', 'local_files'])(
  'a value that a %s target cannot hold keeps out its own record alone',
  async (type) => {
    await write(['1,5', '2,70000', '3,7']);
    await mkdir(join(folder, 'out'));
    const { id: connection_id } = await on.engine.connections.create({
      name: type,
      type,
      configuration: { path: type === 'duckdb' ? join(folder, 'out.duckdb') : join(folder, 'out') },
    });
    const table = type === 'duckdb' ? 'main.days' : 'days.parquet';
    const file = await DuckDBInstance.create(type === 'duckdb' ? join(folder, 'out.duckdb') : ':memory:');
    const connection = await file.connect();
    await connection.run('CREATE TABLE days (id BIGINT, day SMALLINT)');
    if (type === 'local_files')
      await connection.run(`COPY days TO '${join(folder, 'out', table)}' (FORMAT parquet)`);
    connection.closeSync();
    file.closeSync();
    const run = await created('SELECT id, day FROM "days.csv"', { target: { connection_id, object: table } });
    expect(await run()).toMatchObject({
      status: 'errors',
      counts: { inserted: 2, rejected: 1 },
    });
    expect(await rejected()).toEqual([
      { key: { id: '2' }, reason: 'column "day" is SMALLINT and cannot hold 70000', attempts: 1 },
    ]);
    expect(await run()).toMatchObject({
      status: 'errors',
      counts: { inserted: 0, rejected: 1, unchanged: 2 },
    });
    await write(['1,5', '2,6', '3,7']);
    expect(await run()).toMatchObject({
      status: 'completed',
      counts: { inserted: 1, rejected: 0, unchanged: 2 },
    });
  },
);

test.each([
  ['uuid', "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A1' || id", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  ['date', "'Jan ' || id || ', 2024'", '2024-01-01'],
  ['timestamptz', "'2024-01-0' || id || 'T00:00:00+02'", '2023-12-31 22:00:00+00'],
  ['numeric(10,2)', "id || '.5'", '1.50'],
  ['numeric(10,2)', 'CAST(id AS DECIMAL(12,4))', '1.00'],
  ['boolean', "CASE id WHEN 1 THEN 'yes' ELSE 'off' END", 'true'],
  ['inet', "'2001:DB8::' || id", '2001:db8::1/128'],
  ['interval', "id || ' day 0 hour'", '1 day'],
  ['jsonb', `'{"b": 1,   "a": ' || id || '}'`, '{"a": 1, "b": 1}'],
  ['char(5)', "'a' || id", 'a1'],
  ['citext', "'Ä' || id", 'Ä1'],
  ['macaddr', "'08-00-2B-01-02-0' || id", '08:00:2b:01:02:01'],
  ['text', 'chr(65279) || id', '\uFEFF1'],
])(
  'a record refused under a %s key is sent again until it arrives, however the target writes its key',
  async (type, key, shown) => {
    await on.sql('CREATE EXTENSION IF NOT EXISTS citext');
    await on.sql(`CREATE TABLE days (id ${type} PRIMARY KEY, n int CONSTRAINT positive CHECK (n > 0))`);
    await write(['1,-5', '2,5']);
    const run = await created(
      `SELECT ${key} AS id, CAST(day AS INTEGER) AS n FROM days`,
      {
        target: { connection_id: on.connection, object: 'public.days' },
      },
      ['id', 'n'],
    );
    expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 1, rejected: 1 } });
    expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 0, rejected: 1 } });
    expect(await rejected()).toMatchObject([{ reason: expect.stringContaining('positive') }]);
    await on.sql('ALTER TABLE days DROP CONSTRAINT positive');
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 1, rejected: 0 } });
    expect(await rejected()).toEqual([]);
    expect(await on.sql(`SELECT count(*) FROM days WHERE n = -5 AND id::text = '${shown}'`)).toEqual([['1']]);
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 0, updated: 0 } });
  },
);

test('a refused record is listed as it was sent, however the target writes it', async () => {
  await on.sql('CREATE TABLE days (id uuid PRIMARY KEY, n int CONSTRAINT positive CHECK (n > 0))');
  await write(['1,-5', '2,5']);
  const run = await created(
    "SELECT 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A1' || id AS id, CAST(day AS INTEGER) AS n FROM days",
    { target: { connection_id: on.connection, object: 'public.days' } },
    ['id', 'n'],
  );
  await run();
  expect(await rejected()).toMatchObject([{ key: { id: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' } }]);
});

test.each([
  ['with a key', true],
  ['without a key', false],
])('mode replace %s does not write the table again for a record that is refused', async (_, isKeyed) => {
  await on.sql(
    `CREATE TABLE days (id int ${isKeyed ? 'PRIMARY KEY' : ''}, n int CONSTRAINT positive CHECK (n > 0))`,
  );
  await write(['1,-5', '2,5', '3,5']);
  const run = await created(
    'SELECT id, CAST(day AS INTEGER) AS n FROM days',
    {
      target: { connection_id: on.connection, object: 'public.days' },
      mode: 'replace',
      ...(isKeyed ? {} : { identity: undefined }),
    },
    ['id', 'n'],
  );
  const versions = () => on.sql('SELECT id, n, xmin FROM days ORDER BY id');
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 2, rejected: 1 } });
  const before = await versions();
  const still = { status: 'errors', counts: { inserted: 0, deleted: 0, rejected: 1, unchanged: 2 } };
  expect(await run()).toMatchObject(still);
  expect(await run()).toMatchObject(still);
  expect(await versions()).toEqual(before);
  expect(await rejected()).toHaveLength(1);
  await on.sql('ALTER TABLE days DROP CONSTRAINT positive');
  expect(await run()).toMatchObject({
    status: 'completed',
    counts: { inserted: 1, deleted: 0, rejected: 0, unchanged: 2 },
  });
  expect((await versions()).slice(1)).toEqual(before);
  await write(['1,-5', '3,6']);
  expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 2, deleted: 3 } });
  expect(await on.sql('SELECT id, n FROM days ORDER BY id')).toEqual([
    ['1', '-5'],
    ['3', '6'],
  ]);
});

test('refused records that are called alike are listed one by one, until each is well', async () => {
  await write(['1,5', '1,5', '1,5', '2,1']);
  await on.sql('CREATE TABLE few (id bigint, day bigint CHECK (day < 3))');
  const run = await created('SELECT * FROM days', {
    mode: 'append',
    target: { connection_id: on.connection, object: 'public.few' },
    identity: undefined,
  });
  const refused = (place?: string) => ({ key: { id: '1', day: '5', ...(place ? { '#': place } : {}) } });
  for (const attempts of [1, 2]) {
    expect(await run()).toMatchObject({ counts: { inserted: attempts === 1 ? 1 : 0, rejected: 3 } });
    const listed = await rejected();
    expect(listed.map(({ key }) => ({ key }))).toEqual(
      expect.arrayContaining([refused(), refused('2'), refused('3')]),
    );
    expect(listed.map((record) => record.attempts)).toEqual([attempts, attempts, attempts]);
  }
  await write(['1,5', '2,1']);
  expect(await run()).toMatchObject({ counts: { rejected: 1 } });
  expect(await rejected()).toMatchObject([refused()]);
});
