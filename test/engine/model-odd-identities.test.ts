import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

/* Identities that a driver, a table or a model has otherwise than one would think. */

let on: PostgresEngine;
beforeEach(async () => {
  on = await postgresEngine();
});
afterEach(() => on[Symbol.asyncDispose]());

/** Makes a sync of `src` into `dst`, both tables with a column `id` and a column `n`; answers its id. */
async function created(mode: 'updateOrCreate' | 'update' | 'remove'): Promise<string> {
  const { id: model_id } = await on.engine.models.create({
    name: 'src',
    connection_id: on.connection,
    configuration: { table: 'public.src' },
  });
  const { id } = await on.engine.syncs.create({
    name: 'odd',
    active: true,
    mode,
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, object: 'public.dst' },
    identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
    fields: [{ target: 'n', source: { model_id, field: 'n' } }],
  });
  return id;
}

async function rejected() {
  await using store = await openStoreForReading(on.dataDir, systemClock);
  return (await store.rejections.list()).map(({ key, attempts }) => ({ key, attempts }));
}

test('a refused record whose identity begins with a byte order mark is sent again until it arrives', async () => {
  await on.sql(`CREATE TABLE src (id text PRIMARY KEY, n int);
    CREATE TABLE dst (id text PRIMARY KEY, n int CHECK (n > 0));
    INSERT INTO src VALUES (E'\\uFEFFa', 0), ('a', 1)`);
  const id = await created('updateOrCreate');
  for (const attempts of [1, 2]) {
    expect(await on.run('syncs', id)).toMatchObject({ status: 'errors', counts: { rejected: 1 } });
    expect(await rejected()).toEqual([{ key: { id: '\uFEFFa' }, attempts }]);
  }
  await on.sql('UPDATE src SET n = 2 WHERE n = 0');
  expect(await on.run('syncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
  expect(await rejected()).toEqual([]);
  expect(await on.sql(`SELECT encode(convert_to(id, 'UTF8'), 'hex'), n FROM dst ORDER BY n`)).toEqual([
    ['61', '1'],
    ['efbbbf61', '2'],
  ]);
});

test('where several rows of the target have one identity, each is written and counted', async () => {
  await on.sql(`CREATE TABLE src (id int PRIMARY KEY, n int); INSERT INTO src VALUES (1, 5), (2, 6);
    CREATE TABLE dst (id int, n int, own text);
    INSERT INTO dst VALUES (1, 0, 'first'), (1, 0, 'second'), (3, 0, 'other')`);
  const id = await created('updateOrCreate');
  expect(await on.run('syncs', id)).toMatchObject({
    status: 'completed',
    counts: { inserted: 1, updated: 2, deleted: 0, rejected: 0 },
  });
  expect(await on.sql('SELECT id, n, own FROM dst ORDER BY id, own')).toEqual([
    ['1', '5', 'first'],
    ['1', '5', 'second'],
    ['2', '6', null],
    ['3', '0', 'other'],
  ]);
  expect(await on.run('syncs', id)).toMatchObject({ counts: { inserted: 0, updated: 0, unchanged: 2 } });
});

test('a preview of mode remove counts what a run removes, without records that it refuses', async () => {
  await on.sql(`CREATE TABLE src (id int, n int); INSERT INTO src VALUES (1, 5), (2, 6), (2, 7), (NULL, 8), (4, 9);
    CREATE TABLE dst (id int PRIMARY KEY, n int); INSERT INTO dst VALUES (1, 0), (2, 0), (3, 0)`);
  const id = await created('remove');
  const [previewed] = (await on.engine.syncs.preview(id)).objects;
  const { counts } = await on.run('syncs', id);
  expect(previewed?.counts).toMatchObject({ remove: counts.deleted, rejected: counts.rejected });
  expect(counts).toMatchObject({ deleted: 2, rejected: 2 });
  expect(await on.sql('SELECT id FROM dst')).toEqual([['3']]);
});
