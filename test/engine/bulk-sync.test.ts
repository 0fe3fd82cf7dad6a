import type { BulkSyncInput } from '../../engine/api/documents.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

let on: PostgresEngine;
beforeEach(async () => {
  on = await postgresEngine();
  await on.sql(
    `CREATE TABLE orders (id bigint PRIMARY KEY, "Total Price" numeric(12,2), note text, updated_at timestamptz NOT NULL)`,
  );
  await on.sql(
    `INSERT INTO orders SELECT i, i / 4.0, nullif('note ' || i, 'note 5'), '2024-01-01Z'::timestamptz + i * interval '1 minute' FROM generate_series(1, 1000) i`,
  );
  await on.sql('CREATE TABLE customers (email text PRIMARY KEY, name text)');
  await on.sql(`INSERT INTO customers VALUES ('a@x', 'Ann'), ('b@x', ''), ('c@x', NULL)`);
});
afterEach(() => on[Symbol.asyncDispose]());

function bulk(over: Partial<BulkSyncInput> = {}): BulkSyncInput {
  return {
    name: 'everything',
    active: true,
    mode: 'replicate',
    disable_record_timestamps: true,
    source: { connection_id: on.connection },
    destination: { connection_id: on.connection, configuration: { schema: 'lake' } },
    schedule: { frequency: 'manual' },
    schemas: [{ id: 'public.orders' }, { id: 'public.customers' }],
    ...over,
  };
}
const same = (source: string, target: string) =>
  on.sql(
    `SELECT count(*) FROM ((TABLE ${source} EXCEPT ALL TABLE ${target}) UNION ALL (TABLE ${target} EXCEPT ALL TABLE ${source})) d`,
  );

test('chosen objects become tables with normalised names, and arrive whole', async () => {
  const plan = await on.engine.bulkSyncs.plan(bulk());
  expect(plan.tables.map((t) => [t.source, t.table, t.key])).toEqual([
    ['public.orders', 'lake.orders', ['id']],
    ['public.customers', 'lake.customers', ['email']],
  ]);
  expect(plan.tables[0]?.columns.map((c) => c.name)).toEqual(['id', 'total_price', 'note', 'updated_at']);
  const { id } = await on.engine.bulkSyncs.create(bulk());
  const execution = await on.run('bulkSyncs', id);
  expect(execution).toMatchObject({ status: 'completed', error: null, counts: { inserted: 1003 } });
  expect(execution.objects.map((o) => [o.id, o.status, o.path !== null])).toEqual([
    ['public.orders', 'completed', true],
    ['public.customers', 'completed', true],
  ]);
  expect(await same('public.orders', 'lake.orders')).toEqual([['0']]);
  expect(await same('public.customers', 'lake.customers')).toEqual([['0']]);
  const after = await on.engine.bulkSyncs.plan(bulk(), { id });
  expect(after.tables.flatMap((t) => t.statements)).toEqual([]);
  expect(after.definition_version).toBe(plan.definition_version);
});

test('replicate with a tracking field reads from where it stopped; deleted rows stay', async () => {
  const { id } = await on.engine.bulkSyncs.create(
    bulk({ schemas: [{ id: 'public.orders', tracking_field: 'updated_at' }] }),
  );
  await on.run('bulkSyncs', id);
  await on.sql(`UPDATE orders SET note = 'new', updated_at = '2025-01-01Z' WHERE id <= 10`);
  await on.sql(`INSERT INTO orders VALUES (2000, 1, 'late', '2025-01-02Z')`);
  const second = await on.run('bulkSyncs', id);
  expect(second).toMatchObject({ status: 'completed', counts: { inserted: 1, updated: 10 } });
  expect(second.counts.read).toBeLessThan(20);
  expect(await same('public.orders', 'lake.orders')).toEqual([['0']]);
});

test('snapshot replaces the contents on each run', async () => {
  const { id } = await on.engine.bulkSyncs.create(bulk({ mode: 'snapshot' }));
  await on.run('bulkSyncs', id);
  await on.sql('DELETE FROM orders WHERE id > 10');
  const second = await on.run('bulkSyncs', id);
  expect(second).toMatchObject({ status: 'completed' });
  expect(await same('public.orders', 'lake.orders')).toEqual([['0']]);
});

test('only chosen fields travel, under the names chosen for them', async () => {
  const { id } = await on.engine.bulkSyncs.create(
    bulk({
      schemas: [
        {
          id: 'public.orders',
          user_output_name: 'purchases',
          fields: [
            { id: 'id' },
            { id: 'note', user_output_name: 'Remark' },
            { id: 'updated_at', enabled: false },
          ],
        },
        { id: 'public.customers', enabled: false },
      ],
    }),
  );
  expect(await on.run('bulkSyncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 1000 } });
  expect(await on.sql('SELECT "Remark" FROM lake.purchases WHERE id = 7')).toEqual([['note 7']]);
  expect(
    await on.sql(
      `SELECT column_name FROM information_schema.columns WHERE table_schema = 'lake' AND table_name = 'purchases' ORDER BY ordinal_position`,
    ),
  ).toEqual([['id'], ['Remark']]);
});

test('an object at fault stops alone and is named; the next run goes on with it', async () => {
  const { id } = await on.engine.bulkSyncs.create(bulk());
  await on.sql('CREATE SCHEMA IF NOT EXISTS lake');
  await on.sql('ALTER TABLE orders RENAME TO elsewhere');
  await on.sql(
    'CREATE VIEW orders AS SELECT id, "Total Price", 1 / (id - 500) || note AS note, updated_at FROM elsewhere',
  );
  const first = await on.run('bulkSyncs', id);
  expect(first).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/public\.orders.*division by zero/s),
  });
  expect(first.objects.map((o) => o.status)).toEqual(['failed', 'completed']);
  expect(await same('public.customers', 'lake.customers')).toEqual([['0']]);
  await on.sql('DROP VIEW orders');
  await on.sql('ALTER TABLE elsewhere RENAME TO orders');
  expect(await on.run('bulkSyncs', id)).toMatchObject({ status: 'completed' });
  expect(await same('public.orders', 'lake.orders')).toEqual([['0']]);
});

test('a cancelled run ends as canceled and leaves the target as it was', async () => {
  const { id } = await on.engine.bulkSyncs.create(bulk());
  expect(await on.run('bulkSyncs', id)).toMatchObject({ status: 'completed' });
  await on.sql('ALTER TABLE customers RENAME TO slow');
  await on.sql(
    `CREATE VIEW customers AS SELECT email, name || coalesce(pg_sleep(30)::text, '') AS name FROM slow`,
  );
  const execution = await on.engine.bulkSyncs.start(id, { schemas: ['public.customers'] });
  await on.engine.executions.cancel(execution.id);
  expect(await on.engine.executions.ended(execution.id)).toMatchObject({ status: 'canceled' });
  expect(await same('slow', 'lake.customers')).toEqual([['0']]);
});

test('what is wrong is said at its place', async () => {
  const wrong = [
    [{ schemas: [{ id: 'public.nothing' }] }, ['schemas', 0, 'id']],
    [{ schemas: [{ id: 'public.orders', fields: [{ id: 'nothing' }] }] }, ['schemas', 0, 'fields', 0]],
    [{ schemas: [{ id: 'public.orders', tracking_field: 'nothing' }] }, ['schemas', 0, 'tracking_field']],
  ] as const;
  for (const [over, path] of wrong)
    await expect(on.engine.bulkSyncs.create(bulk(over as Partial<BulkSyncInput>))).rejects.toMatchObject({
      code: 'invalid',
      issues: [{ path }],
    });
});

test('an unknown setting is ignored, and the plan names the one that is near', async () => {
  const configuration = { schema: 'lake', shcema: 'x' };
  const { findings } = await on.engine.bulkSyncs.plan(
    bulk({ destination: { connection_id: on.connection, configuration } }),
  );
  expect(findings).toContainEqual({
    code: 'ignored',
    message: expect.stringMatching(/shcema.*schema/s),
  });
});
