import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import type { BulkSyncInput } from '../../engine/api/documents.ts';
import { SeededRandom, seedOr } from '../random.ts';
import { type BulkLab, bulkLab, type Destination, toDuckdb, toPostgres } from './bulk-lab.ts';
import { alteration, change, WORKLOAD_TABLES } from './cdc-workload.ts';

let lab: BulkLab;
let followed: string;
beforeEach(async () => {
  lab = await bulkLab();
  for (const statement of WORKLOAD_TABLES) await lab.sql(statement);
  const { configuration } = (await lab.engine.connections.get(lab.connection)) as {
    configuration: Record<string, string>;
  };
  followed = (
    await lab.engine.connections.create({
      name: 'followed',
      type: 'postgresql',
      configuration: {
        ...configuration,
        password: lab.password,
        change_detection: true,
        publication: 'followed',
      },
    })
  ).id;
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
});

const follow = (to: Destination, over: Partial<BulkSyncInput> = {}) =>
  lab.create(to, {
    name: 'followed',
    source: { connection_id: followed, configuration: { schema: 'public' } },
    schemas: [{ id: 'public.accounts' }, { id: 'public.visits' }],
    automatically_add_new_fields: 'all',
    ...over,
  });

/** The followed tables against the source's, read again. */
async function expectEqual(to: Destination): Promise<void> {
  const columns = {
    accounts: 'id, name, balance, happened, data, photo, tags, active, essay',
    visits: 'site, n, seen, note',
  };
  for (const [table, list] of Object.entries(columns)) {
    const text = list
      .split(', ')
      .map((name) => `CAST(${name} AS text)`)
      .join(', ');
    const there = await lab.rows(to, text, table, 'WHERE _syncform_deleted_at IS NULL ORDER BY 1, 2');
    if (to.connection === 'postgres') {
      expect(there).toEqual(await lab.sql(`SELECT ${text} FROM public.${table} ORDER BY 1, 2`));
      continue;
    }
    const whole = await lab.create(to, {
      name: `whole ${table}`,
      mode: 'snapshot',
      allow_destructive: true,
      source: { connection_id: lab.connection, configuration: { schema: 'public' } },
      schemas: [{ id: `public.${table}`, user_output_name: `whole_${table}` }],
    });
    await lab.moved(whole);
    await lab.engine.bulkSyncs.delete(whole);
    expect(there).toEqual(await lab.rows(to, text, `whole_${table}`, 'ORDER BY 1, 2'));
  }
}

async function write(client: pg.Client, random: SeededRandom, transactions: number): Promise<void> {
  for (let n = 0; n < transactions; n++) {
    if (random.chance(0.03)) await client.query(alteration(random));
    await client.query('BEGIN');
    for (let i = random.below(5); i >= 0; i--) await client.query(change(random));
    await client.query(random.chance(0.1) ? 'ROLLBACK' : 'COMMIT');
  }
}

describe.each([toDuckdb, toPostgres])('from Postgres to $name', (to) => {
  it('follows a workload, run by run', async () => {
    const random = new SeededRandom(seedOr(1));
    const client = await lab.open();
    try {
      await write(client, random, 20);
      const id = await follow(to);
      await lab.moved(id);
      await expectEqual(to);
      for (let round = 0; round < 3; round++) {
        await write(client, random, 30);
        await lab.moved(id);
        await expectEqual(to);
      }
      await lab.engine.bulkSyncs.delete(id);
      expect(
        await lab.sql('SELECT slot_name FROM pg_replication_slots WHERE database = current_database()'),
      ).toEqual([]);
    } finally {
      await client.end();
    }
  }, 120_000);

  it('streams while a workload writes', async () => {
    const random = new SeededRandom(seedOr(2));
    const client = await lab.open();
    try {
      const id = await follow(to);
      const { id: execution } = await lab.engine.bulkSyncs.start(id, { continuous: true });
      for (let n = 0; n < 10; n++) {
        await write(client, random, 10);
        await sleep(200);
      }
      await lab.engine.executions.cancel(execution);
      const { status, error } = await lab.engine.executions.ended(execution);
      expect([status, error]).toEqual(['canceled', null]);
      await lab.moved(id);
      await expectEqual(to);
    } finally {
      await client.end();
    }
  }, 120_000);
});

it('a replication slot that the source names is read, and stays: it has to be there', async () => {
  const source = {
    connection_id: followed,
    configuration: { schema: 'public', replication_slot: 'polytomic' },
  };
  await expect(follow(toPostgres, { source })).rejects.toThrow('there is no replication slot polytomic');
  await lab.sql('CREATE PUBLICATION followed FOR TABLE accounts, visits');
  await lab.sql(`SELECT pg_create_logical_replication_slot('polytomic', 'pgoutput')`);
  const confirmed = async () =>
    String(
      (
        await lab.sql(`SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = 'polytomic'`)
      )[0],
    );
  const before = await confirmed();
  const id = await follow(toPostgres, { source });
  await lab.moved(id);
  await lab.sql(`INSERT INTO accounts (id, name) VALUES (9001, 'by the slot')`);
  await lab.moved(id);
  await expectEqual(toPostgres);
  await lab.sql(`UPDATE accounts SET name = 'changed' WHERE id = 9001`);
  await lab.moved(id);
  await expectEqual(toPostgres);
  expect(await confirmed()).not.toBe(before);
  await lab.engine.bulkSyncs.delete(id);
  expect(
    await lab.sql('SELECT slot_name FROM pg_replication_slots WHERE database = current_database()'),
  ).toEqual([['polytomic']]);
  await lab.sql(`SELECT pg_drop_replication_slot('polytomic')`);
});
