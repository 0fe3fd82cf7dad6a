import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { openEngine } from '../../engine/embedded.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { describeNeeding } from '../needing.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { startPostgres } from '../services/postgres.ts';

/* A table that another session keeps locked: a run waits for as long as lock_timeout says, then it says who is in the way. */

/** A sync of a CSV file into a table `people` (id, n) at a connection. */
async function syncInto(type: string, configuration: JsonObject, object: string) {
  const folder = await mkdtemp(join(tmpdir(), 'locked-'));
  const engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
  const connect = async (of: string, settings: JsonObject) =>
    (await engine.connections.create({ name: of, type: of, configuration: settings })).id;
  const write = (...rows: readonly string[]) =>
    writeFile(join(folder, 'people.csv'), ['id,n', ...rows, ''].join('\n'));
  await write('1,1');
  const files = await connect('local_files', { path: folder });
  const model = await engine.models.create({
    name: 'people',
    connection_id: files,
    configuration: { table: 'people.csv' },
  });
  const source = (field: string) => ({ model_id: model.id, field });
  const { id } = await engine.syncs.create({
    name: 'people',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: await connect(type, configuration), object },
    fields: ['id', 'n'].map((name) => ({ target: name, source: source(name) })),
    identity: { source: source('id'), target: 'id', function: 'Equality' },
  });
  return {
    write,
    run: async () => engine.executions.ended((await engine.syncs.start(id)).id),
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('PostgreSQL', () => {
  test.each([
    ['the table', 'LOCK TABLE people IN ACCESS EXCLUSIVE MODE'],
    ['a row', 'UPDATE people SET n = 7 WHERE id = 1'],
  ])('who holds %s is named once lock_timeout is over, and the next run arrives', async (_, lock) => {
    await using server = await startPostgres();
    const holder = new pg.Client({
      connectionString: server.connectionString,
      application_name: 'the holder',
    });
    await holder.connect();
    try {
      await holder.query('CREATE TABLE people (id bigint PRIMARY KEY, n bigint)');
      await using sync = await syncInto(
        'postgresql',
        { ...server.configuration, lock_timeout: 1 },
        'public.people',
      );
      expect(await sync.run()).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
      await sync.write('1,2', '2,2');
      const { rows } = await holder.query('SELECT pg_backend_pid() AS pid');
      await holder.query(`BEGIN; ${lock}`);
      const failed = await sync.run();
      expect(failed).toMatchObject({ status: 'failed' });
      expect(failed.error).toContain(`public.people is locked by process ${rows[0].pid} `);
      expect(failed.error).toContain('the holder');
      await holder.query('ROLLBACK');
      expect(await sync.run()).toMatchObject({
        status: 'completed',
        counts: { inserted: 1, updated: 1 },
      });
    } finally {
      await holder.end();
    }
  });
});

describeNeeding(missingMysql(), serverName, () => {
  test.each([
    ['the table', 'LOCK TABLES people WRITE', 'UNLOCK TABLES', /another session holds a lock/],
    [
      'a row',
      'START TRANSACTION; UPDATE people SET n = 7 WHERE id = 1',
      'ROLLBACK',
      /the oldest open transaction is that of connection \d+ \(/,
    ],
  ])(
    'that %s is locked is said once lock_timeout is over, and the next run arrives',
    async (_, lock, unlock, said) => {
      await using server = await startMysql();
      const { host, port, user, password, database } = server;
      const holder = await mysql.createConnection({
        host,
        port,
        user,
        password,
        database,
        multipleStatements: true,
      });
      try {
        await holder.query('CREATE TABLE people (id bigint PRIMARY KEY, n bigint)');
        await using sync = await syncInto(
          'mysql',
          { ...server.configuration, lock_timeout: 1 },
          `${database}.people`,
        );
        expect(await sync.run()).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
        await sync.write('1,2', '2,2');
        await holder.query(lock);
        const failed = await sync.run();
        expect(failed).toMatchObject({ status: 'failed', error: expect.stringMatching(said) });
        await holder.query(unlock);
        expect(await sync.run()).toMatchObject({
          status: 'completed',
          counts: { inserted: 1, updated: 1 },
        });
      } finally {
        await holder.end();
      }
    },
  );
});
