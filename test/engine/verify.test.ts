import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyncInput, VerifiedCounts } from '../../engine/api/documents.ts';
import { type BulkLab, bulkLab, destinations, toDuckdb, toPostgres } from './bulk-lab.ts';

/*
 * What `verify` finds where a target does not hold what was sent: rows that somebody deleted, changed or added, and what a
 * repair makes of it.
 */

let on: BulkLab;
beforeEach(async () => {
  on = await bulkLab();
  await on.sql(`CREATE TABLE people (
    id bigint PRIMARY KEY, name text, score numeric(10,2), seen timestamptz, ratio float8, tags text[], more jsonb, made date,
    photo bytea, active boolean, changed timestamptz DEFAULT now())`);
  await on.sql(`INSERT INTO people
    SELECT i, 'person ' || i, i / 4.0, '2024-01-01T00:00:00.000001Z'::timestamptz + i * interval '1 day', i / 3.0,
           ARRAY['a', 'b' || i], jsonb_build_object('b', i, 'a', jsonb_build_array(1, NULL)), '2024-02-29', '\\x00ff', i % 2 = 0
      FROM generate_series(1, 100) i`);
  await on.sql('INSERT INTO people (id) VALUES (101)');
});
afterEach(() => on[Symbol.asyncDispose]());

const FIELDS = ['id', 'name', 'score', 'seen', 'ratio', 'tags', 'more', 'made', 'photo', 'active'];
const targets = { postgres: 'contacts', duckdb: 'main.contacts', files: 'contacts.parquet' } as const;
type Target = keyof typeof targets;

async function model(): Promise<string> {
  const { id } = await on.engine.models.create({
    name: 'people',
    connection_id: on.connection,
    configuration: { query: `SELECT ${FIELDS.join(', ')} FROM people` },
  });
  return id;
}

async function sync(target: Target, over: Partial<SyncInput> = {}): Promise<string> {
  const model_id = await model();
  const { id } = await on.engine.syncs.create({
    name: 'people to contacts',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connections[target], create: { name: targets[target] } },
    fields: FIELDS.map((field) => ({ target: field, source: { model_id, field } })),
    identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
    ...over,
  });
  expect(await on.run('syncs', id)).toMatchObject({ error: null, status: 'completed' });
  return id;
}

async function counts(kind: 'syncs' | 'bulkSyncs', id: string): Promise<Partial<VerifiedCounts>> {
  const { objects } = await on.engine[kind].verify(id);
  const [object] = objects;
  expect(objects.map(({ reason }) => reason)).toEqual([null]);
  return object?.counts ?? {};
}

const same = { missing: 0, different: 0, surplus: 0, pending: 0, wrong: 0 };

describe.each(Object.keys(targets) as Target[])('a model sync into %s', (target) => {
  test('agrees right after a run, whatever the types', async () => {
    const id = await sync(target);
    const { objects } = await on.engine.syncs.verify(id);
    expect(objects).toMatchObject([
      { counts: { source: 101, acknowledged: 101, target: 101, ...same }, not_compared: [], samples: [] },
    ]);
  });

  test('tells what has not been sent yet from what is wrong', async () => {
    const id = await sync(target);
    await on.sql("UPDATE people SET name = 'other' WHERE id = 1; INSERT INTO people (id) VALUES (200)");
    expect(await counts('syncs', id)).toMatchObject({ missing: 1, different: 1, pending: 2, wrong: 0 });
  });
});

describe('a model sync into postgres', () => {
  const spoil = () =>
    on.sql(
      'DELETE FROM contacts WHERE id IN (3, 4); UPDATE contacts SET score = 0, active = NULL WHERE id = 5; INSERT INTO contacts (id) VALUES (900), (901)',
    );

  test('names what is missing and what is different by key and column, and repair sends that alone', async () => {
    const id = await sync('postgres');
    await spoil();
    const { objects } = await on.engine.syncs.verify(id);
    expect(objects[0]).toMatchObject({
      counts: { missing: 2, different: 1, surplus: 2, pending: 0, wrong: 3 },
      samples: [
        { difference: 'missing', key: { id: '3' }, columns: [], pending: false },
        { difference: 'missing', key: { id: '4' } },
        { difference: 'different', key: { id: '5' }, columns: ['score', 'active'] },
      ],
    });
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 0, updated: 0 } });
    const { id: repair } = await on.engine.syncs.start(id, { repair: true });
    expect(await on.engine.executions.ended(repair)).toMatchObject({
      status: 'completed',
      counts: { inserted: 2, updated: 1, deleted: 0 },
    });
    // Rows of others stay in this mode.
    expect(await counts('syncs', id)).toMatchObject({ missing: 0, different: 0, surplus: 2, wrong: 0 });
    expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 101 } });
  });

  test('of mode replace, what the model has not is wrong as well, and goes', async () => {
    const id = await sync('postgres', { mode: 'replace' });
    await spoil();
    expect(await counts('syncs', id)).toMatchObject({ missing: 2, different: 1, surplus: 2, wrong: 5 });
    const { id: repair } = await on.engine.syncs.start(id, { repair: true });
    expect(await on.engine.executions.ended(repair)).toMatchObject({ status: 'completed' });
    expect(await counts('syncs', id)).toMatchObject(same);
  });

  test('of mode append, records are counted as often as they were sent, and repair appends what is gone', async () => {
    const id = await sync('postgres', { mode: 'append', identity: undefined });
    await on.sql('DELETE FROM contacts WHERE id = 7');
    expect(await counts('syncs', id)).toMatchObject({ missing: 1, wrong: 1 });
    const { id: repair } = await on.engine.syncs.start(id, { repair: true });
    expect(await on.engine.executions.ended(repair)).toMatchObject({ counts: { inserted: 1 } });
    expect(await counts('syncs', id)).toMatchObject({ missing: 0, wrong: 0 });
    expect(await on.sql('SELECT count(*) FROM contacts')).toEqual([['101']]);
  });

  test('of modes update and remove, what they leave alone is not wrong', async () => {
    await on.sql(
      'CREATE TABLE contacts AS SELECT * FROM people WHERE id > 90; ALTER TABLE contacts ADD PRIMARY KEY (id)',
    );
    const target = { connection_id: on.connection, object: 'public.contacts' };
    const update = await sync('postgres', { mode: 'update', target });
    expect(await counts('syncs', update)).toMatchObject({ source: 11, ...same });
    await on.sql("UPDATE contacts SET name = 'by hand' WHERE id = 95");
    expect(await counts('syncs', update)).toMatchObject({ different: 1, wrong: 1 });
    await on.engine.syncs.delete(update);
    const model_id = await model();
    const remove = await sync('postgres', {
      mode: 'remove',
      target,
      fields: [{ target: 'id', source: { model_id, field: 'id' } }],
      identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
    });
    expect(await counts('syncs', remove)).toMatchObject({ wrong: 0 });
    await on.sql('INSERT INTO contacts SELECT * FROM people WHERE id = 95');
    expect(await counts('syncs', remove)).toMatchObject({ surplus: 1, wrong: 1 });
  });

  test('says what it cannot compare, and is stopped by its signal', async () => {
    const id = await sync('postgres');
    const stop = new AbortController();
    const verifying = on.engine.syncs.verify(id, { onProgress: () => stop.abort() }, stop.signal);
    await expect(verifying).rejects.toMatchObject({ code: 'canceled' });
    const files = await on.engine.connections.create({
      name: 'hook',
      type: 'webhook',
      configuration: { url: 'http://127.0.0.1:9/' },
      validate: false,
    });
    expect(files.type).toBe('webhook');
  });
});

describe.each(destinations)('a bulk sync into $name', (to) => {
  const only = { schemas: [{ id: 'public.people' }] };

  test('agrees right after a run, whatever the types', async () => {
    const id = await on.create(to, only);
    await on.moved(id);
    expect(await counts('bulkSyncs', id)).toMatchObject({ source: 101, target: 101, ...same });
  });

  test('agrees where fields are obfuscated and records are filtered and marked as deleted', async () => {
    const id = await on.create(to, {
      schemas: [
        {
          id: 'public.people',
          fields: [{ id: 'id' }, { id: 'name', obfuscate: true }, { id: 'score' }],
          filters: [{ field_id: 'id', function: 'LessThan', value: 50 }],
        },
      ],
    });
    await on.moved(id);
    await on.sql('DELETE FROM people WHERE id < 10');
    await on.moved(id);
    expect(await counts('bulkSyncs', id)).toMatchObject({ source: 40, target: 40, ...same });
  });
});

test.each([toPostgres, toDuckdb])('repair of a bulk sync into $name writes what differs', async (to) => {
  const id = await on.create(to, { schemas: [{ id: 'public.people', tracking_field: 'changed' }] });
  await on.moved(id);
  if (to === toPostgres)
    await on.sql('DELETE FROM lake.people WHERE id = 3; UPDATE lake.people SET name = NULL WHERE id = 4');
  else await on.sql("UPDATE people SET name = 'unseen' WHERE id IN (3, 4)");
  const { objects } = await on.engine.bulkSyncs.verify(id, { schemas: ['public.people'] });
  expect(objects[0]?.counts).toMatchObject(
    to === toPostgres ? { missing: 1, different: 1 } : { missing: 0, different: 2 },
  );
  const { id: repair } = await on.engine.bulkSyncs.start(id, { repair: true, schemas: ['public.people'] });
  const ended = await on.engine.executions.ended(repair);
  expect(ended).toMatchObject({ status: 'completed', error: null });
  expect(ended.counts.inserted + ended.counts.updated).toBe(2);
  expect(await counts('bulkSyncs', id)).toMatchObject({ missing: 0, different: 0, surplus: 0, wrong: 0 });
});

test('rows of files without a key are compared as a whole, each as often as it is there', async () => {
  await writeFile(join(on.dir, 'files', 'log.csv'), 'at,what\n1,a\n1,a\n2,b\n');
  const id = await on.create(toPostgres, {
    source: { connection_id: on.connections.files },
    schemas: [{ id: 'log.csv' }],
  });
  await on.moved(id);
  expect(await counts('bulkSyncs', id)).toMatchObject({ source: 3, target: 3, ...same });
  await on.sql("DELETE FROM lake.log WHERE at = 2; INSERT INTO lake.log (at, what) VALUES (1, 'a')");
  expect(await counts('bulkSyncs', id)).toMatchObject({ missing: 1, surplus: 1, wrong: 2 });
});
