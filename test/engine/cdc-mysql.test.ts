import { setTimeout as sleep } from 'node:timers/promises';
import type { BulkSyncInput } from '../../engine/api/documents.ts';
import type { OpenChangesFixture, SqlSession } from '../contract/changes/fixture.ts';
import { mysql } from '../contract/changes/mysql.ts';
import { describeNeeding } from '../needing.ts';
import { SeededRandom, seedOr } from '../random.ts';
import { missingMysql, serverName } from '../services/mysql/mysql.ts';
import { type BulkLab, bulkLab, toDuckdb } from './bulk-lab.ts';
import { alter, change, WORKLOAD_TABLES } from './cdc-mysql-workload.ts';

const missing = missingMysql();

describeNeeding(missing, `changes from ${serverName} to DuckDB`, () => {
  let lab: BulkLab;
  let server: OpenChangesFixture;
  let session: SqlSession;
  let followed: string;
  let plain: string;
  beforeAll(async () => {
    server = await mysql.open();
    session = await server.session();
  });
  afterAll(async () => {
    await session?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    lab = await bulkLab();
    await session.sql('DROP TABLE IF EXISTS child, accounts, visits');
    for (const statement of WORKLOAD_TABLES) await session.sql(statement);
    const connect = async (name: string, configuration: OpenChangesFixture['config']) =>
      (await lab.engine.connections.create({ name, type: 'mysql', configuration })).id;
    followed = await connect('followed', server.config);
    plain = await connect('plain', server.plain);
  });
  afterEach(() => lab?.[Symbol.asyncDispose]());

  const follow = (over: Partial<BulkSyncInput> = {}) =>
    lab.create(toDuckdb, {
      name: 'followed',
      source: { connection_id: followed, configuration: {} },
      schemas: [{ id: server.object('accounts') }, { id: server.object('visits') }],
      automatically_add_new_fields: 'all',
      ...over,
    });

  /** The followed tables against the source's, read again. */
  async function expectEqual(): Promise<void> {
    const columns = {
      accounts: 'id, name, balance, happened, placed, data, photo, kind, active, rate, essay',
      visits: 'site, n, seen, note',
    };
    for (const [table, list] of Object.entries(columns)) {
      const text = list
        .split(', ')
        .map((name) => `CAST(${name} AS text)`)
        .join(', ');
      const whole = await lab.create(toDuckdb, {
        name: `whole ${table}`,
        mode: 'snapshot',
        allow_destructive: true,
        source: { connection_id: plain, configuration: {} },
        schemas: [{ id: server.object(table), user_output_name: `whole_${table}` }],
      });
      await lab.moved(whole);
      await lab.engine.bulkSyncs.delete(whole);
      const there = await lab.rows(toDuckdb, text, table, 'WHERE _syncform_deleted_at IS NULL ORDER BY 1, 2');
      expect(there).toEqual(await lab.rows(toDuckdb, text, `whole_${table}`, 'ORDER BY 1, 2'));
    }
  }

  async function write(random: SeededRandom, transactions: number): Promise<void> {
    for (let n = 0; n < transactions; n++) {
      if (random.chance(0.03)) await alter(random, session.sql);
      await session.sql('BEGIN');
      for (let i = random.below(5); i >= 0; i--) await session.sql(change(random));
      await session.sql(random.chance(0.1) ? 'ROLLBACK' : 'COMMIT');
    }
  }

  test('a workload, run by run', async () => {
    const random = new SeededRandom(seedOr(1));
    await write(random, 40);
    const id = await follow();
    await lab.moved(id);
    await expectEqual();
    for (let round = 0; round < 3; round++) {
      await write(random, 60);
      await lab.moved(id);
      await expectEqual();
    }
  }, 180_000);

  test('a workload while it is streamed', async () => {
    const random = new SeededRandom(seedOr(2));
    const id = await follow();
    const { id: execution } = await lab.engine.bulkSyncs.start(id, { continuous: true });
    for (let n = 0; n < 10; n++) {
      await write(random, 20);
      await sleep(200);
    }
    await lab.engine.executions.cancel(execution);
    const { status, error } = await lab.engine.executions.ended(execution);
    expect([status, error]).toEqual(['canceled', null]);
    await lab.moved(id);
    await expectEqual();
  }, 180_000);

  test('a log that is lost stops the bulk sync, and a resync brings it back', async () => {
    await write(new SeededRandom(seedOr(3)), 20);
    const id = await follow();
    await lab.moved(id);
    await server.lose(id);
    await session.sql(`INSERT INTO visits VALUES ('late', 1, NULL, NULL)`);
    await expect(lab.moved(id)).rejects.toThrow(/log/);
    await lab.moved(id, { resync: true });
    await expectEqual();
  }, 180_000);

  test('a table that the stream went on without is read again, though it is as it was', async () => {
    const id = await follow();
    await lab.moved(id);
    await session.sql('SET foreign_key_checks = 0');
    await session.sql('CREATE TABLE owners (id bigint unsigned PRIMARY KEY)');
    await session.sql(
      'ALTER TABLE accounts ADD CONSTRAINT owned FOREIGN KEY (id) REFERENCES owners (id) ON DELETE CASCADE',
    );
    await session.sql("INSERT INTO accounts (id, name) VALUES (1, 'missed')");
    await session.sql("INSERT INTO visits VALUES ('seen', 1, NULL, NULL)");
    await expect(lab.moved(id)).rejects.toThrow(/failed/);
    await session.sql('ALTER TABLE accounts DROP FOREIGN KEY owned');
    await lab.moved(id);
    await expectEqual();
    await session.sql('DROP TABLE owners');
    await session.sql('SET foreign_key_checks = 1');
  }, 180_000);

  test('a tinyint(1) of 2 stops its own table alone, until it is gone', async () => {
    const id = await follow();
    await lab.moved(id);
    await session.sql(`INSERT INTO accounts (id, name, active) VALUES (900001, 'two', 2)`);
    await session.sql(`INSERT INTO visits (site, n) VALUES ('told', 900001)`);
    const run = await lab.run('bulkSyncs', id);
    expect(run).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(
        /accounts.*column "active" \(tinyint\(1\)\) holds 2, which is not a boolean/s,
      ),
    });
    expect(run.objects.map(({ status }) => status).sort()).toEqual(['completed', 'failed']);
    expect(await lab.rows(toDuckdb, 'site', 'visits', 'WHERE n = 900001')).toEqual([['told']]);
    await session.sql(`INSERT INTO visits (site, n) VALUES ('again', 900002)`);
    expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'failed' });
    expect(await lab.rows(toDuckdb, 'site', 'visits', 'WHERE n = 900002')).toEqual([['again']]);
    await session.sql(`UPDATE accounts SET active = 1 WHERE id = 900001`);
    await lab.moved(id);
    await expectEqual();
  });

  test('a table that cannot be followed is refused at plan', async () => {
    await session.sql(
      `CREATE TABLE child (id int PRIMARY KEY, account bigint unsigned REFERENCES accounts (id) ON DELETE CASCADE)`,
    );
    await expect(follow({ schemas: [{ id: server.object('child') }] })).rejects.toThrow(/RESTRICT/);
  });
});
