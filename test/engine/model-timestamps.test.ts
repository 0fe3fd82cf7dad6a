import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncInput } from '../../engine/api/documents.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

let on: PostgresEngine;
let model: string;
beforeAll(async () => {
  on = await postgresEngine();
  await on.sql('CREATE TABLE people (id bigint PRIMARY KEY, name text)');
  await on.sql(`INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob')`);
  model = (
    await on.engine.models.create({
      name: 'people',
      connection_id: on.connection,
      configuration: { table: 'people' },
    })
  ).id;
});
afterAll(() => on[Symbol.asyncDispose]());

const from = (field: string) => ({ model_id: model, field });
const sync = (connection_id: string, over: object = {}): SyncInput => ({
  name: 'stamped',
  active: true,
  mode: 'updateOrCreate',
  schedule: { frequency: 'manual' },
  target: {
    connection_id,
    create: { name: 'stamped' },
    configuration: {
      write_record_timestamps: true,
      created_column: '',
      updated_column: 'changed_at',
      ...over,
    },
  },
  fields: [{ target: 'name', source: from('name') }],
  identity: { source: from('id'), target: 'id', function: 'Equality' },
});

test.each(['postgresql', 'duckdb'])(
  'rows of %s say when they were created and last updated, and an unchanged one is not written',
  async (type) => {
    await on.sql(`UPDATE people SET name = 'Ann' WHERE id = 1; DROP TABLE IF EXISTS stamped`);
    const path = join(tmpdir(), `stamped-${process.pid}.duckdb`);
    const connection =
      type === 'postgresql'
        ? on.connection
        : (await on.engine.connections.create({ name: type, type, configuration: { path } })).id;
    const rows = async () =>
      (
        await on.engine.connections.query(
          connection,
          { query: 'SELECT id, name, _created_at, changed_at FROM stamped ORDER BY id' },
          10,
        )
      ).rows.map((row) => row.map(String));
    const { id } = await on.engine.syncs.create(sync(connection));
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 2, updated: 0 } });
    const before = await rows();
    expect(before.map(([, , created, changed]) => created === changed)).toEqual([true, true]);
    await on.sql(`UPDATE people SET name = 'Anna' WHERE id = 1`);
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 0, updated: 1 } });
    const [ann, bob] = await rows();
    expect(bob).toEqual(before[1]);
    expect(ann?.slice(0, 3)).toEqual(['1', 'Anna', before[0]?.[2]]);
    expect(Date.parse(String(ann?.[3]))).toBeGreaterThan(Date.parse(String(before[0]?.[3])));
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 2 } });
    await rm(path, { force: true });
  },
);

test.each(['replace', 'append'] as const)(
  'without identity a record is known again in mode %s, although the moment is another in each run',
  async (mode) => {
    await on.sql('DROP TABLE IF EXISTS stamped');
    const { identity: _none, ...input } = sync(on.connection);
    const fields = ['id', 'name'].map((target) => ({ target, source: from(target) }));
    const { id } = await on.engine.syncs.create({ ...input, name: `stamped, ${mode}`, mode, fields });
    expect(await on.run('syncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 2 } });
    const before = await on.sql('SELECT id, changed_at FROM stamped ORDER BY id');
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 0, unchanged: 2 } });
    expect(await on.sql('SELECT id, changed_at FROM stamped ORDER BY id')).toEqual(before);
  },
);
