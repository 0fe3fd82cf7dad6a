import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

/*
 * The engine is killed at every named step of a run, in a process of its own, while the source changes between attempts;
 * then started again. The target must end equal to the source, row by row, with nothing left behind.
 */

let on: PostgresEngine;
const reached: string[] = [];
beforeAll(async () => {
  on = await postgresEngine({
    failpoint: (name) => {
      if (!reached.includes(name)) reached.push(name);
    },
  });
  await on.sql('CREATE TABLE source (id bigint PRIMARY KEY, v text)');
  await on.sql(`INSERT INTO source SELECT i, 'v' || i FROM generate_series(1, 2000) i`);
});
afterAll(() => on[Symbol.asyncDispose]());

/** Runs it in a process that kills itself at a step; answers the signal that ended the process. */
async function killAt(step: string, kind: 'syncs' | 'bulkSyncs', id: string): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), on.dataDir, kind, id], {
    env: { ...process.env, NODE_OPTIONS: '', SYNCFORM_KILL_AT: step },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('exit', (c, s) => resolve([c, s])),
  );
  if (code !== 0 && signal === null) throw new Error(`the process failed by itself: ${errors}`);
  return signal;
}

const differences = (target: string) =>
  on.sql(
    `SELECT count(*) FROM ((TABLE source EXCEPT ALL TABLE ${target}) UNION ALL (TABLE ${target} EXCEPT ALL TABLE source)) d`,
  );
let round = 0;
const changeSource = () =>
  on.sql(`UPDATE source SET v = 'round ${++round}' WHERE id % 10 = ${round % 10};
          INSERT INTO source VALUES (${10_000 + round}, NULL), (${20_000 + round}, '')`);

/** No temporary files, no staging tables, no snapshot but the acknowledged one. */
async function leftovers(kind: 'syncs' | 'bulkSyncs', id: string) {
  const tables = await on.sql(
    `SELECT table_schema || '.' || table_name FROM information_schema.tables
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const snapshots = kind === 'syncs' ? await readdir(join(on.dataDir, 'snapshots', id)) : [];
  return { tables: tables.map(([t]) => t), snapshots: snapshots.length };
}

/** Every step that a run with changes passes, by one run in this process. */
async function steps(kind: 'syncs' | 'bulkSyncs', id: string): Promise<readonly string[]> {
  await changeSource();
  reached.length = 0;
  expect(await on.run(kind, id)).toMatchObject({ status: 'completed' });
  return [...reached];
}

test('a model sync killed at any step loses nothing and doubles nothing', async () => {
  const model = await on.engine.models.create({
    name: 'm',
    connection_id: on.connection,
    configuration: { table: 'public.source' },
  });
  const field = (name: string) => ({ target: name, source: { model_id: model.id, field: name } });
  const definition = {
    name: 's',
    active: true,
    schedule: { frequency: 'manual' as const },
    fields: ['id', 'v'].map(field),
  };
  const upsert = await on.engine.syncs.create({
    ...definition,
    mode: 'updateOrCreate',
    target: { connection_id: on.connection, create: { name: 'upserted' } },
    identity: { source: { model_id: model.id, field: 'id' }, target: 'id', function: 'Equality' },
  });
  await on.run('syncs', upsert.id);
  const names = await steps('syncs', upsert.id);
  expect(names).toEqual(
    expect.arrayContaining(['before:load', 'after:load', 'before:snapshot', 'after:snapshot']),
  );
  for (const step of names) {
    await changeSource();
    expect([step, await killAt(step, 'syncs', upsert.id)]).toEqual([step, 'SIGKILL']);
    if (round % 2) await changeSource();
    const after = await on.run('syncs', upsert.id);
    expect([step, after.status, after.error]).toEqual([step, 'completed', null]);
    expect([step, await differences('upserted')]).toEqual([step, [['0']]]);
  }
  expect(await leftovers('syncs', upsert.id)).toMatchObject({ snapshots: 1 });
}, 300_000);

test('an appending sync killed at any step appends every record once', async () => {
  const model = await on.engine.models.create({
    name: 'a',
    connection_id: on.connection,
    configuration: { table: 'public.source' },
    identifier: 'id',
  });
  const field = (name: string) => ({ target: name, source: { model_id: model.id, field: name } });
  const append = await on.engine.syncs.create({
    name: 'append',
    active: true,
    mode: 'append',
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, create: { name: 'appended' } },
    fields: [field('id'), field('v')],
  });
  await on.run('syncs', append.id);
  const names = await steps('syncs', append.id);
  for (const step of names.filter((name) => /load|stage|pending|acknowledge|snapshot/.test(name))) {
    await on.sql(`INSERT INTO source VALUES (${30_000 + ++round}, 'appended')`);
    expect([step, await killAt(step, 'syncs', append.id)]).toEqual([step, 'SIGKILL']);
    await on.run('syncs', append.id);
    const doubled = await on.sql('SELECT id, v FROM appended GROUP BY id, v HAVING count(*) > 1');
    const missing = await on.sql('SELECT id FROM source EXCEPT SELECT id FROM appended');
    expect([step, doubled, missing]).toEqual([step, [], []]);
  }
}, 300_000);

test('a bulk sync killed at any step ends equal to its source', async () => {
  const { id } = await on.engine.bulkSyncs.create({
    name: 'b',
    active: true,
    mode: 'replicate',
    source: { connection_id: on.connection },
    destination: { connection_id: on.connection, configuration: { schema: 'lake' } },
    schedule: { frequency: 'manual' },
    schemas: [{ id: 'public.source' }],
  });
  expect(await killAt('after:created-table', 'bulkSyncs', id)).toBe('SIGKILL');
  await on.run('bulkSyncs', id);
  expect(await differences('lake.source')).toEqual([['0']]);
  for (const step of await steps('bulkSyncs', id)) {
    await changeSource();
    expect([step, await killAt(step, 'bulkSyncs', id)]).toEqual([step, 'SIGKILL']);
    expect(await on.run('bulkSyncs', id)).toMatchObject({ status: 'completed' });
    expect([step, await differences('lake.source')]).toEqual([step, [['0']]]);
  }
  const { tables } = await leftovers('bulkSyncs', id);
  expect(tables.filter((t) => t?.startsWith('lake.'))).toEqual(['lake._syncform_commits', 'lake.source']);
}, 300_000);
