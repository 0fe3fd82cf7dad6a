import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';

/* Ids of what is not there, or is of another kind: the error is at the attribute that has it. */

const NOBODY = '4b1e0c1e-0000-4000-8000-000000000000';
let dir: string;
let engine: EngineApi;
let connection: string;
let model: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wrong-ids-'));
  await writeFile(join(dir, 'people.csv'), 'id,name\n1,Ann\n');
  engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
  const made = { name: 'files', type: 'local_files', configuration: { path: dir } };
  connection = (await engine.connections.create(made)).id;
  const configuration = { table: 'people.csv' };
  model = (await engine.models.create({ name: 'people', connection_id: connection, configuration })).id;
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const sync = (ids: { target?: string; identity?: string; field?: string }) =>
  engine.syncs.plan({
    name: 'people',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: ids.target ?? connection, create: { name: 'copy.csv' } },
    identity: {
      source: { model_id: ids.identity ?? model, field: 'id' },
      target: 'id',
      function: 'Equality',
    },
    fields: [
      { source: { model_id: model, field: 'id' }, target: 'id' },
      { source: { model_id: ids.field ?? model, field: 'name' }, target: 'name' },
    ],
  });
const bulk = (source: string, destination: string) =>
  engine.bulkSyncs.plan({
    name: 'bulk',
    active: true,
    mode: 'replicate',
    schedule: { frequency: 'manual' },
    source: { connection_id: source, configuration: {} },
    destination: { connection_id: destination, configuration: { format: 'csv' } },
  });

test('of nobody, in every place', async () => {
  const wrong = [
    [() => sync({ target: NOBODY }), 'connection', ['target', 'connection_id']],
    [() => sync({ identity: NOBODY }), 'model', ['identity', 'source', 'model_id']],
    [() => sync({ field: NOBODY }), 'model', ['fields', 1, 'source', 'model_id']],
    [() => bulk(NOBODY, connection), 'connection', ['source', 'connection_id']],
    [() => bulk(connection, NOBODY), 'connection', ['destination', 'connection_id']],
    [
      () => engine.models.plan({ name: 'm', connection_id: NOBODY, configuration: { table: 'people.csv' } }),
      'connection',
      ['connection_id'],
    ],
  ] as const;
  for (const [work, kind, path] of wrong)
    await expect(work()).rejects.toMatchObject({
      path,
      message: expect.stringMatching(new RegExp(`there is no ${kind} ${NOBODY}$`)),
    });
});

test('of another kind: the error says what it is the id of', async () => {
  await expect(sync({ target: model })).rejects.toThrow(
    `there is no connection ${model}; it is the id of model "people"`,
  );
  await expect(sync({ field: connection })).rejects.toThrow(
    `there is no model ${connection}; it is the id of connection "files"`,
  );
  await expect(
    engine.models.plan({ name: 'm', connection_id: model, configuration: { table: 'people.csv' } }),
  ).rejects.toThrow('it is the id of model "people"');
});

test('two syncs may have one name: each is a sync of its own', async () => {
  const input = {
    name: 'bulk',
    active: true,
    mode: 'snapshot' as const,
    schedule: { frequency: 'manual' as const },
    source: { connection_id: connection, configuration: {} },
  };
  const into = (format: string) => ({ connection_id: connection, configuration: { format } });
  const one = await engine.bulkSyncs.create({ ...input, destination: into('parquet') });
  const two = await engine.bulkSyncs.create({ ...input, destination: into('json') });
  expect(two.id).not.toBe(one.id);
  await engine.bulkSyncs.delete(one.id);
  expect((await engine.bulkSyncs.list()).map(({ id }) => id)).toEqual([two.id]);
});
