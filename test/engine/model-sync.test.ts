import type { SyncInput } from '../../engine/api/documents.ts';
import type { DescribedModels, PlanOptions } from '../../engine/api/engine-api.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

let on: PostgresEngine;
let model: string;
beforeEach(async () => {
  on = await postgresEngine();
  await on.sql(
    `CREATE TABLE people (id bigint PRIMARY KEY, name text, score numeric(10,2), seen timestamptz)`,
  );
  await on.sql(
    `INSERT INTO people SELECT i, 'person ' || i, i / 4.0, '2024-01-01T00:00:00.000001Z'::timestamptz + i * interval '1 day' FROM generate_series(1, 100) i`,
  );
  const created = await on.engine.models.create({
    name: 'people',
    connection_id: on.connection,
    configuration: { query: 'SELECT id, name, score, seen FROM people' },
  });
  model = created.id;
});
afterEach(() => on[Symbol.asyncDispose]());

function sync(over: Partial<SyncInput> = {}): SyncInput {
  const field = (name: string) => ({ target: name, source: { model_id: model, field: name } });
  return {
    name: 'people to contacts',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, create: { name: 'contacts' }, configuration: {} },
    fields: ['id', 'name', 'score', 'seen'].map(field),
    identity: { source: { model_id: model, field: 'id' }, target: 'id', function: 'Equality' },
    ...over,
  };
}
const difference =
  'SELECT count(*) FROM ((TABLE people EXCEPT TABLE contacts) UNION ALL (TABLE contacts EXCEPT TABLE people)) d';

test('a sync creates its target, sends every record once, and then only what changed', async () => {
  const plan = await on.engine.syncs.plan(sync());
  expect(plan.tables[0]).toMatchObject({ table: 'public.contacts', key: ['id'] });
  expect(plan.tables[0]?.columns.map((c) => [c.name, c.target_type])).toEqual([
    ['id', 'bigint'],
    ['name', 'text'],
    ['score', 'numeric(10,2)'],
    ['seen', 'timestamp with time zone'],
  ]);
  expect(plan.tables[0]?.statements).not.toEqual([]);
  const { id } = await on.engine.syncs.create(sync());

  const first = await on.run('syncs', id);
  expect(first).toMatchObject({
    status: 'completed',
    error: null,
    counts: { read: 100, inserted: 100, unchanged: 0 },
  });
  expect(await on.sql(difference)).toEqual([['0']]);

  const second = await on.run('syncs', id);
  expect(second).toMatchObject({
    status: 'completed',
    counts: { read: 100, inserted: 0, updated: 0, unchanged: 100 },
  });

  await on.sql(`UPDATE people SET name = 'changed' WHERE id <= 3`);
  await on.sql(`INSERT INTO people VALUES (101, '', NULL, NULL)`);
  const third = await on.run('syncs', id);
  expect(third).toMatchObject({
    status: 'completed',
    counts: { inserted: 1, updated: 3, unchanged: 97, rejected: 0 },
  });
  expect(await on.sql(difference)).toEqual([['0']]);

  const after = await on.engine.syncs.plan(sync(), { id });
  expect(after.tables[0]?.statements).toEqual([]);
  expect(after.definition_version).toBe(plan.definition_version);
});

test('plans that share what models yield ask the source once; a plan by itself asks again', async () => {
  const described: DescribedModels = new Map();
  const columns = async (options: PlanOptions) =>
    (await on.engine.syncs.plan(sync(), options)).tables[0]?.columns.find((c) => c.name === 'score')
      ?.target_type;
  expect(await columns({ described })).toBe('numeric(10,2)');
  await on.sql('ALTER TABLE people ALTER COLUMN score TYPE numeric(12,4)');
  expect(await columns({ described })).toBe('numeric(10,2)');
  expect(await columns({})).toBe('numeric(12,4)');
});

test('plans that share what models yield do not share an error', async () => {
  const described: DescribedModels = new Map();
  await on.sql('ALTER TABLE people RENAME TO away');
  await expect(on.engine.syncs.plan(sync(), { described })).rejects.toThrow('people');
  await on.sql('ALTER TABLE away RENAME TO people');
  expect((await on.engine.syncs.plan(sync(), { described })).tables).toHaveLength(1);
});

test('a plan that is not accepted leaves the store as it was', async () => {
  const refuse = () => {
    throw new Error('not as planned');
  };
  await expect(on.engine.syncs.create(sync(), undefined, refuse)).rejects.toThrow('not as planned');
  expect(await on.engine.syncs.list()).toEqual([]);
  const { id } = await on.engine.syncs.create(sync(), undefined, (plan) => {
    expect(plan.tables[0]?.table).toBe('public.contacts');
  });
  await expect(on.engine.syncs.update(id, sync({ name: 'another' }), undefined, refuse)).rejects.toThrow(
    'not as planned',
  );
  expect(await on.engine.syncs.get(id)).toMatchObject({ name: 'people to contacts' });
});

test('a target that was dropped is made and filled again', async () => {
  const { id } = await on.engine.syncs.create(sync());
  await on.run('syncs', id);
  await on.sql('DROP TABLE contacts');
  expect((await on.engine.syncs.plan(sync(), { id })).tables[0]?.statements).not.toEqual([]);
  expect(await on.run('syncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 100 } });
  expect(await on.sql(difference)).toEqual([['0']]);
});

test('records without identity, and the second of one identity, are refused by name and sent once they are well', async () => {
  await on.sql(
    'CREATE VIEW doubles AS SELECT CASE WHEN id = 7 THEN NULL WHEN id = 9 THEN 8 ELSE id END AS id, name FROM people',
  );
  const doubles = await on.engine.models.create({
    name: 'doubles',
    connection_id: on.connection,
    configuration: { table: 'public.doubles' },
  });
  const { id } = await on.engine.syncs.create(
    sync({
      fields: [{ target: 'name', source: { model_id: doubles.id, field: 'name' } }],
      identity: { source: { model_id: doubles.id, field: 'id' }, target: 'id', function: 'Equality' },
    }),
  );
  const first = await on.run('syncs', id);
  expect(first).toMatchObject({ status: 'errors', counts: { inserted: 98, rejected: 2 } });
  await on.sql('CREATE OR REPLACE VIEW doubles AS SELECT id, name FROM people');
  const second = await on.run('syncs', id);
  expect(second).toMatchObject({ status: 'completed', counts: { rejected: 0 } });
  expect(await on.sql('SELECT count(*) FROM contacts')).toEqual([['100']]);
});

test('a record that the target refuses is kept, and tried again on the next run', async () => {
  await on.sql('CREATE TABLE strict (id bigint PRIMARY KEY, score numeric(10,2) CHECK (score < 20))');
  const field = (name: string) => ({ target: name, source: { model_id: model, field: name } });
  const { id } = await on.engine.syncs.create(
    sync({
      target: { connection_id: on.connection, object: 'public.strict' },
      fields: ['id', 'score'].map(field),
    }),
  );
  const first = await on.run('syncs', id);
  expect(first).toMatchObject({ status: 'errors', counts: { inserted: 79, rejected: 21, unchanged: 0 } });
  await on.sql('ALTER TABLE strict DROP CONSTRAINT strict_score_check');
  const second = await on.run('syncs', id);
  expect(second).toMatchObject({
    status: 'completed',
    counts: { inserted: 21, updated: 0, unchanged: 79, rejected: 0 },
  });
});

test.each([
  [
    'create',
    [
      ['1', 'old'],
      ['2', 'person 2'],
    ],
    { inserted: 99, updated: 0 },
  ],
  ['update', [['1', 'person 1']], { inserted: 0, updated: 1 }],
  [
    'updateOrCreate',
    [
      ['1', 'person 1'],
      ['2', 'person 2'],
    ],
    { inserted: 99, updated: 1 },
  ],
  ['remove', [], { inserted: 0, deleted: 1 }],
  [
    'replace',
    [
      ['1', 'person 1'],
      ['2', 'person 2'],
    ],
    { inserted: 100 },
  ],
  [
    'append',
    [
      ['1', 'old'],
      ['1', 'person 1'],
      ['2', 'person 2'],
    ],
    { inserted: 100 },
  ],
] as const)('mode %s does what it says', async (mode, expected, counts) => {
  await on.sql('CREATE TABLE target (id bigint, name text)');
  await on.sql(`INSERT INTO target VALUES (1, 'old')`);
  const field = (name: string) => ({ target: name, source: { model_id: model, field: name } });
  const { id } = await on.engine.syncs.create(
    sync({
      mode,
      target: { connection_id: on.connection, object: 'public.target' },
      fields: ['id', 'name'].map(field),
      allow_destructive: true,
    }),
  );
  expect(await on.run('syncs', id)).toMatchObject({ status: 'completed', error: null, counts });
  expect(await on.sql('SELECT id, name FROM target WHERE id <= 2 ORDER BY id, name')).toEqual(expected);
  expect(await on.run('syncs', id)).toMatchObject({
    counts: { inserted: 0, updated: 0, deleted: 0, unchanged: 100 },
  });
});

test('mode replace deletes no rows of others unless that is allowed', async () => {
  await on.sql('CREATE TABLE target (id bigint, name text)');
  await on.sql(`INSERT INTO target VALUES (1, 'old')`);
  const field = (name: string) => ({ target: name, source: { model_id: model, field: name } });
  const wanted = sync({
    mode: 'replace',
    target: { connection_id: on.connection, object: 'public.target' },
    fields: ['id', 'name'].map(field),
  });
  await expect(on.engine.syncs.create(wanted)).rejects.toThrow(
    /public.target has 1 row that this sync did not load: .*allow_destructive = true/,
  );
  const { id } = await on.engine.syncs.create({ ...wanted, allow_destructive: true });
  const plan = await on.engine.syncs.plan({ ...wanted, allow_destructive: true }, { id });
  expect(plan.warnings).toContain('public.target has 1 row that this sync did not load: they are replaced');
  await on.run('syncs', id);
  // What it has loaded itself it may replace.
  expect((await on.engine.syncs.plan(wanted, { id })).warnings).toEqual([]);
});

test('what is wrong is said at its place, and nothing is stored', async () => {
  const wrong = sync({
    mode: 'updateOrCreate',
    fields: [{ target: 'x', source: { model_id: model, field: 'no_such_field' } }],
    target: { connection_id: on.connection, object: 'public.no_such_table' },
  });
  await expect(on.engine.syncs.create(wrong)).rejects.toMatchObject({
    code: 'invalid',
    issues: [{ path: ['fields', 0, 'source', 'field'] }],
  });
  await expect(
    on.engine.syncs.create(
      sync({ target: { connection_id: on.connection, object: 'public.no_such_table' } }),
    ),
  ).rejects.toMatchObject({ issues: [{ path: ['target', 'object'] }] });
  expect(await on.engine.syncs.list()).toEqual([]);
  const { findings } = await on.engine.syncs.plan(
    sync({ target: { connection_id: on.connection, create: { name: 'x', nme: 'y' } } }),
  );
  expect(findings).toContainEqual({ code: 'ignored', message: expect.stringMatching(/nme.*name/s) });
});

test('a run that was planned on another definition is refused', async () => {
  const { id } = await on.engine.syncs.create(sync());
  const { definition_version } = await on.engine.syncs.plan(sync());
  await on.sql('ALTER TABLE people ALTER score TYPE numeric(12,4)');
  const execution = await on.engine.syncs.start(id, { definition_version });
  expect(await on.engine.executions.ended(execution.id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('changed since it was planned'),
  });
});

test('a sync created for the work of a deleted resumable one goes on where that was', async () => {
  const before = await on.engine.syncs.create(sync());
  await on.run('syncs', before.id);
  await on.engine.syncs.delete(before.id, { resumable: true });
  const after = await on.engine.syncs.create(sync());
  expect(await on.run('syncs', after.id)).toMatchObject({
    counts: { inserted: 0, updated: 0, unchanged: 100 },
  });
  await on.engine.syncs.delete(after.id, { drop: true });
  expect(await on.sql(`SELECT to_regclass('public.contacts')`)).toEqual([[null]]);
});

test('a connection in use names what uses it; forced, all of it goes', async () => {
  await on.engine.syncs.create(sync());
  await expect(on.engine.connections.delete(on.connection)).rejects.toMatchObject({
    code: 'in_use',
    used_by: [
      { type: 'sync', name: 'people to contacts' },
      { type: 'model', name: 'people' },
    ],
  });
  await on.engine.connections.delete(on.connection, { force: true });
  expect(await on.engine.syncs.list()).toEqual([]);
  expect(await on.engine.models.list()).toEqual([]);
});
