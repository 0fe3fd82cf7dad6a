import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../embedded.ts';
import { systemClock } from '../../kit/clock.ts';
import { openDuckdbSession } from '../../movement/duckdb-hub.ts';
import { cliIn } from '../testing/cli-in.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncform-run-'));
  await using engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
  const connection = (name: string) =>
    engine.connections.create({ name, type: 'duckdb', configuration: { path: `${name}.duckdb` } });
  const source = await connection('source');
  const target = await connection('target');
  await using session = await openDuckdbSession({ tempDir: folder });
  const catalog = await session.attach(join(folder, 'source.duckdb'), 'write', new AbortController().signal);
  await session.run(
    `CREATE TABLE ${catalog}.people AS SELECT i AS id, 'name ' || i AS name FROM range(10) t(i)`,
  );
  const model = await engine.models.create({
    name: 'people',
    connection_id: source.id,
    configuration: { table: 'people' },
  });
  const from = (field: string) => ({ model_id: model.id, field });
  await engine.syncs.create({
    name: 'copy people',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: target.id, create: { name: 'people' } },
    fields: [{ target: 'name', source: from('name') }],
    identity: { source: from('id'), target: 'id', function: 'Equality' },
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cli = cliIn(() => folder);

test('run moves what is new, shows how it went and answers with its outcome', async () => {
  const first = await cli('run', 'copy people');
  expect(first).toMatchObject({ code: 0, errors: '' });
  expect(first.output).toMatch(/copy people · sync · completed .* 10 read, 10 inserted/);
  const second = await cli('run', 'copy people', '--json');
  const last = JSON.parse(second.output.trim().split('\n').at(-1) ?? '');
  expect(last).toMatchObject({ status: 'completed', counts: { inserted: 0, unchanged: 10 } });
  const resync = await cli('run', 'copy people', '--resync');
  expect(resync.output).toMatch(/10 read, 10 unchanged/);
});

test('nothing that run has begun to wait for is left when it ends', async () => {
  let waiting = 0;
  const clock = {
    ...systemClock,
    sleep: async (ms: number, signal?: AbortSignal) => {
      waiting += 1;
      await systemClock.sleep(ms, signal).finally(() => {
        waiting -= 1;
      });
    },
  };
  expect(await cliIn(() => folder, clock)('run', 'copy people')).toMatchObject({ code: 0 });
  expect(waiting).toBe(0);
});

test('run of a sync that is not there names those that are', async () => {
  expect(await cli('run', 'nothing')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('There are: "copy people"'),
  });
  expect(await cli('run')).toMatchObject({ code: 2 });
});

test('run fails with the reason', async () => {
  await rm(join(folder, 'source.duckdb'));
  const failed = await cli('run', 'copy people');
  expect(failed.code).toBe(1);
  expect(failed.output + failed.errors).toMatch(/source\.duckdb/);
});

test('connections lists and tests them', async () => {
  expect((await cli('connections')).output).toMatch(/source +duckdb/);
  expect(await cli('connections', 'test', 'target')).toMatchObject({ code: 0, output: '✓ target works\n' });
  expect(await cli('connections', 'test', 'nothing')).toMatchObject({ code: 1 });
  const all = JSON.parse((await cli('connections', 'test', '--json')).output);
  expect(all).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
});

test('without a store every command says where to run it', async () => {
  const elsewhere = await cli('run', 'copy people', '--data-dir', join(folder, 'elsewhere'));
  expect(elsewhere).toMatchObject({ code: 1, errors: expect.stringContaining('there is no store') });
});
