import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import type { SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { describeNeeding } from '../needing.ts';
import { type MysqlService, missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { hasType } from '../services/mysql/words.ts';

/** The second run, at MySQL, tries some of the keys: what the server says is the same of them all. */
const isPicked = (i: number) => serverName !== 'MySQL' || i % 3 === 1;

/** Keys as DuckDB makes them of an id, and the types that the server holds them in. */
const KINDS = (
  [
    ['uuid', "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A1' || id"],
    ['date', "'2024-1-' || id"],
    ['datetime(6)', "TIMESTAMPTZ '2024-01-01 00:00:00+02' + to_days(CAST(id AS INTEGER))"],
    ['decimal(10,2)', "id || '.5'"],
    ['decimal(10,2)', 'CAST(id AS DECIMAL(12,4))'],
    ['double', 'CAST(id AS DOUBLE) / 3'],
    ['boolean', 'id = 1'],
    ['inet6', "'2001:DB8::' || id"],
    ['time', "'1:0' || id"],
    ['char(5)', "'a' || id || ' '"],
    ['varchar(20)', 'chr(65279) || id'],
    ['varbinary(20)', "CAST('a\\xFF' || id AS BLOB)"],
  ] as const satisfies readonly (readonly [type: string, key: string])[]
).filter(([type], i) => hasType(type) && isPicked(i));
/** The same where the sync makes the table. */
const MADE: readonly string[] = [
  "CAST('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A1' || id AS UUID)",
  "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A1' || id",
  "DATE '2024-01-01' + CAST(id AS INTEGER)",
  "TIMESTAMPTZ '2024-01-01 00:00:00+02' + to_days(CAST(id AS INTEGER))",
  "TIMESTAMP '2024-01-01 00:00:00.120' + to_days(CAST(id AS INTEGER))",
  'CAST(id AS DECIMAL(12,4))',
  'CAST(id AS DOUBLE) / 3',
  'id = 1',
  'to_days(CAST(id AS INTEGER))',
  'chr(65279) || id',
  "CAST('a\\xFF' || id AS BLOB)",
].filter((_, i) => isPicked(i));

describeNeeding(missingMysql(), `records that a table of ${serverName} refuses`, () => {
  let server: MysqlService;
  let line: mysql.Connection;
  let engine: EngineApi;
  let folder: string;
  beforeAll(async () => {
    server = await startMysql();
    const { host, port, user, password, database } = server;
    line = await mysql.createConnection({ host, port, user, password, database });
  });
  afterAll(async () => {
    await line?.end();
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rejects-mysql-'));
    engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
    await line.query('DROP TABLE IF EXISTS days');
  });
  afterEach(async () => {
    await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const write = (...rows: readonly string[]) =>
    writeFile(join(folder, 'days.csv'), ['id,n', ...rows, ''].join('\n'));
  const rejected = async () => {
    await using store = await openStoreForReading(join(folder, '.syncform'), systemClock);
    return await store.rejections.list();
  };
  const count = async (where: string) => {
    const [rows] = await line.query(`SELECT count(*) AS n FROM days WHERE ${where}`);
    return (rows as { n: number }[])[0]?.n;
  };
  async function created(key: string, target: Partial<SyncInput['target']>) {
    const { id: files } = await engine.connections.create({
      name: 'files',
      type: 'local_files',
      configuration: { path: folder },
    });
    const { id: connection_id } = await engine.connections.create({
      name: 'mariadb',
      type: 'mysql',
      configuration: server.configuration,
    });
    const query = `SELECT ${key} AS id, CAST(n AS INTEGER) AS n FROM (SELECT CAST(id AS VARCHAR) AS id, n FROM days)`;
    const model = await engine.models.create({
      name: 'days',
      connection_id: files,
      configuration: { query },
    });
    const source = (field: string) => ({ model_id: model.id, field });
    const { id } = await engine.syncs.create({
      name: 'days',
      active: true,
      mode: 'updateOrCreate',
      schedule: { frequency: 'manual' },
      target: { connection_id, ...target },
      fields: ['id', 'n'].map((name) => ({ target: name, source: source(name) })),
      identity: { source: source('id'), target: 'id', function: 'Equality' },
    });
    return async () => engine.executions.ended((await engine.syncs.start(id)).id);
  }
  test('a table that a resync drops before it loads it is named by the plan', async () => {
    await write('1,1');
    const configuration = { preserve_table_on_resync: false };
    const run = await created('id', { create: { name: 'days' }, configuration });
    const [sync] = await engine.syncs.list();
    if (!sync) throw new Error('no sync was made');
    const { findings } = await engine.syncs.plan(sync, { id: sync.id });
    expect(findings).toContainEqual({
      code: 'destructive',
      message: expect.stringMatching(/a resync drops \S*days before it loads it again .* the table is empty/),
    });
    expect(await run()).toMatchObject({ status: 'completed' });
    const resync = async () =>
      engine.executions.ended((await engine.syncs.start(sync.id, { resync: true })).id);
    await line.query('ALTER TABLE days ADD COLUMN by_hand int');
    // What fails before the load leaves it as it was.
    await write('1,x');
    expect(await resync()).toMatchObject({ status: 'failed' });
    expect(await count('by_hand IS NULL')).toBe(1);
    await write('1,1', '2,2');
    expect(await resync()).toMatchObject({ status: 'completed', counts: { inserted: 2 } });
    await expect(count('by_hand IS NULL')).rejects.toThrow('by_hand');
  });

  async function refusedUntilWell(run: Awaited<ReturnType<typeof created>>): Promise<void> {
    expect(await run()).toMatchObject({ status: 'errors', counts: { rejected: 1 } });
    expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 0, updated: 0, rejected: 1 } });
    expect(await rejected()).toMatchObject([{ reason: expect.stringContaining('positive'), attempts: 2 }]);
    expect(await count('n = -5')).toBe(0);
    await line.query('ALTER TABLE days DROP CONSTRAINT positive');
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 1, rejected: 0 } });
    expect(await rejected()).toEqual([]);
    expect(await count('n = -5')).toBe(1);
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 0, updated: 0 } });
  }

  test.each(KINDS)('a record under a %s key (%s) is sent again until it arrives', async (type, key) => {
    await line.query(
      `CREATE TABLE days (id ${type} PRIMARY KEY, n int, CONSTRAINT positive CHECK (n > 0)) CHARSET utf8mb4`,
    );
    await write('1,-5', '2,5');
    await refusedUntilWell(await created(key, { object: `${server.database}.days` }));
  });

  test.each(MADE)('a record under the key %s of a table that the sync made is sent again', async (key) => {
    await write('2,5');
    const run = await created(key, { create: { name: 'days' } });
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
    await line.query('ALTER TABLE days ADD CONSTRAINT positive CHECK (n > 0)');
    await write('1,-5', '2,5');
    await refusedUntilWell(run);
  });
});
