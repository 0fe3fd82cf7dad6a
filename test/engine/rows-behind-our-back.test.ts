import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { Execution, SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { describeNeeding } from '../needing.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { startPostgres } from '../services/postgres.ts';
import { untilClosed } from './file-backup.ts';
import { inDuckdb } from './in-duckdb.ts';

/** A database that is a target, in which somebody else changes rows. */
interface Target extends AsyncDisposable {
  readonly type: string;
  readonly configuration: Record<string, string | number | boolean>;
  /** Where its tables are, as a bulk sync's destination says it and as names begin. */
  readonly at: Record<string, string>;
  sql(statement: string): Promise<readonly (readonly unknown[])[]>;
}

const targets: Readonly<Record<string, (dir: string) => Promise<Target>>> = {
  async postgresql() {
    const server = await startPostgres();
    const client = new pg.Client({ connectionString: server.connectionString });
    await client.connect();
    return {
      type: 'postgresql',
      configuration: { ...server.configuration },
      at: { schema: 'public' },
      sql: async (text) => (await client.query({ text, rowMode: 'array' })).rows ?? [],
      async [Symbol.asyncDispose]() {
        await client.end();
        await server[Symbol.asyncDispose]();
      },
    };
  },
  async duckdb(dir) {
    return {
      type: 'duckdb',
      configuration: { path: 'target.duckdb' },
      at: { schema: 'main' },
      async sql(statement) {
        await untilClosed();
        return inDuckdb(join(dir, 'target.duckdb'), [statement]);
      },
      async [Symbol.asyncDispose]() {},
    };
  },
  async mysql() {
    const server = await startMysql();
    const { host, port, user, password } = server;
    const database = String(server.configuration.dbname);
    const client = await mysql.createConnection({ host, port, user, password, database, rowsAsArray: true });
    return {
      type: 'mysql',
      configuration: { ...server.configuration },
      at: { database },
      async sql(statement) {
        const [rows] = await client.query(statement);
        return Array.isArray(rows) ? (rows as unknown[][]) : [];
      },
      async [Symbol.asyncDispose]() {
        await client.end();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};

for (const [type, open] of Object.entries(targets))
  describeNeeding(
    type === 'mysql' ? missingMysql() : undefined,
    `rows of a target that somebody else changes: ${type === 'mysql' ? `mysql (${serverName})` : type}`,
    () => testTarget(open),
  );

function testTarget(open: (dir: string) => Promise<Target>): void {
  let dir: string;
  let engine: EngineApi;
  let target: Target;
  let connection: string;
  let source: string;
  let made = 0;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'behind-'));
    engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    target = await open(dir);
    connection = (
      await engine.connections.create({
        name: 'target',
        type: target.type,
        configuration: target.configuration,
      })
    ).id;
    source = (
      await engine.connections.create({ name: 'files', type: 'local_files', configuration: { path: '.' } })
    ).id;
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    await target?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  const write = (file: string, ids: readonly number[]) =>
    writeFile(join(dir, file), ['id,name', ...ids.map((id) => `${id},n${id}`), ''].join('\n'));
  const ids = async (table: string) =>
    (await target.sql(`SELECT id FROM ${table} ORDER BY id`)).map(([id]) => Number(id));
  const insert = (table: string, id: number) =>
    target.sql(`INSERT INTO ${table} (id, name) VALUES (${id}, 'theirs')`);

  /** A model sync of a file with the records 1 to 4. */
  const sync = async (over: Partial<SyncInput>, table = `t${++made}`, isKeyed = over.mode !== 'append') => {
    const file = `${table}_${++made}.csv`;
    await write(file, [1, 2, 3, 4]);
    const model = await engine.models.create({
      name: file,
      connection_id: source,
      configuration: { table: file },
      identifier: 'id',
    });
    const field = (name: string) => ({ source: { model_id: model.id, field: name }, target: name });
    const input = {
      name: file,
      active: true,
      schedule: { frequency: 'manual' },
      target: { connection_id: connection, create: { name: table } },
      ...(isKeyed
        ? { identity: { ...field('id'), function: 'Equality' }, fields: [field('name')] }
        : { fields: [field('id'), field('name')] }),
      ...over,
    } as SyncInput;
    const { id } = await engine.syncs.create(input);
    return { id, table, file };
  };
  const ended = async (execution: Execution) => {
    const { status, error, counts } = await engine.executions.ended(execution.id);
    return { status, error, counts, warned: await engine.executions.warnings(execution.id) };
  };
  const run = async (id: string) => ended(await engine.syncs.start(id));

  test.each(['updateOrCreate', 'create'] as const)('mode %s brings back what was deleted', async (mode) => {
    const { id, table } = await sync({ mode });
    expect(await run(id)).toMatchObject({ status: 'completed', counts: { inserted: 4 } });
    await target.sql(`DELETE FROM ${table} WHERE id IN (2, 3)`);
    const again = await run(id);
    expect(again).toMatchObject({ status: 'completed', counts: { inserted: 2 } });
    expect(again.warned).toEqual([
      expect.stringContaining('has 2 rows fewer than the last completed run left there'),
    ]);
    expect(await ids(table)).toEqual([1, 2, 3, 4]);
    expect(await run(id)).toMatchObject({ counts: { inserted: 0, unchanged: 4 }, warned: [] });
  });

  test('a table that was emptied is filled again, and rows of others stay', async () => {
    const { id, table } = await sync({ mode: 'updateOrCreate' });
    await run(id);
    await target.sql(`DELETE FROM ${table}`);
    await insert(table, 9);
    expect(await run(id)).toMatchObject({ counts: { inserted: 4 } });
    await insert(table, 10);
    expect(await run(id)).toMatchObject({ counts: { inserted: 0 }, warned: [] });
    expect(await ids(table)).toEqual([1, 2, 3, 4, 9, 10]);
  });

  test('mode replace takes away what somebody put there', async () => {
    const { id, table } = await sync({ mode: 'replace' });
    await run(id);
    expect(await run(id)).toMatchObject({ counts: { inserted: 0, unchanged: 4 }, warned: [] });
    await insert(table, 9);
    const again = await run(id);
    expect(again.warned).toEqual([
      expect.stringContaining('has 1 row more than the last completed run left there'),
    ]);
    expect(await ids(table)).toEqual([1, 2, 3, 4]);
    await target.sql(`DELETE FROM ${table} WHERE id = 1`);
    await run(id);
    expect(await ids(table)).toEqual([1, 2, 3, 4]);
    expect(await run(id)).toMatchObject({ counts: { inserted: 0 }, warned: [] });
  });

  test('mode append says what is gone, and sends nothing twice', async () => {
    const { id, table, file } = await sync({ mode: 'append' });
    await run(id);
    await target.sql(`DELETE FROM ${table} WHERE id = 1`);
    await write(file, [1, 2, 3, 4, 5]);
    const again = await run(id);
    expect(again).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
    expect(again.warned).toEqual([expect.stringContaining('1 row fewer')]);
    expect(again.warned[0]).toContain('--resync');
    expect(await ids(table)).toEqual([2, 3, 4, 5]);
    expect(await run(id)).toMatchObject({ warned: [] });
  });

  test('what another sync of the store does to the table is not done behind our back', async () => {
    const { id, table } = await sync({ mode: 'updateOrCreate' });
    await run(id);
    const removing = await sync(
      { mode: 'remove', target: { connection_id: connection, object: table } },
      table,
    );
    await write(removing.file, [2]);
    expect(await run(removing.id)).toMatchObject({ counts: { deleted: 1 } });
    expect(await run(id)).toMatchObject({ counts: { inserted: 0 }, warned: [] });
    expect(await ids(table)).toEqual([1, 3, 4]);
    await target.sql(`DELETE FROM ${table} WHERE id = 3`);
    expect((await run(id)).warned).toEqual([expect.stringContaining('1 row fewer')]);
  });

  test('what another sync of the store replaces as a whole is sent again, also where the table is emptied then', async () => {
    const { id, table } = await sync({ mode: 'updateOrCreate' });
    await run(id);
    const object = { connection_id: connection, object: table };
    const replacing = await sync({ mode: 'replace', allow_destructive: true, target: object }, table, false);
    await write(replacing.file, [7]);
    expect(await run(replacing.id)).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
    await target.sql(`DELETE FROM ${table}`);
    const again = await run(id);
    expect(again).toMatchObject({ status: 'completed', counts: { inserted: 4 } });
    // DuckDB forgets the commits of a table that is replaced, and tells so by itself.
    expect(again.warned).toEqual([
      expect.stringMatching(/another sync has replaced the rows|does not hold what was sent last/),
    ]);
    expect(await ids(table)).toEqual([1, 2, 3, 4]);
    expect(await run(id)).toMatchObject({ counts: { inserted: 0, unchanged: 4 }, warned: [] });
  });

  test.each([
    ['with timestamps, whose own rows alone are its own', false, [1, 2, 3, 4, 9]],
    ['without timestamps', true, [1, 2, 3, 4]],
  ])('a bulk sync that reads only what is new brings back what was deleted: %s', async (_, plain, left) => {
    const file = `bulk${++made}.csv`;
    await write(file, [1, 2, 3, 4]);
    await engine.connections.setPrimaryKeys({
      connection_id: source,
      schema_id: file,
      field_ids: ['id'],
    });
    const table = `b${made}`;
    const { id } = await engine.bulkSyncs.create({
      name: file,
      active: true,
      mode: 'replicate',
      schedule: { frequency: 'manual' },
      source: { connection_id: source },
      destination: { connection_id: connection, configuration: target.at },
      disable_record_timestamps: plain,
      schemas: [{ id: file, tracking_field: 'id', user_output_name: table }],
    });
    const move = async () => ended(await engine.bulkSyncs.start(id));
    expect(await move()).toMatchObject({ status: 'completed', counts: { inserted: 4 } });
    expect(await move()).toMatchObject({ status: 'completed', warned: [] });
    await target.sql(`DELETE FROM ${table} WHERE id IN (1, 2)`);
    const again = await move();
    expect(again.warned).toEqual([expect.stringContaining('has 2 rows fewer')]);
    expect(await ids(table)).toEqual([1, 2, 3, 4]);
    await insert(table, 9);
    await move();
    expect(await ids(table)).toEqual(left);
    expect(await move()).toMatchObject({ warned: [] });
  });
}
