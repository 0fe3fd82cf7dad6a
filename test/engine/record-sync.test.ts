import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Execution, SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import type { Json, JsonObject } from '../../engine/kit/json.ts';
import { type ReceivedRequest, RecordServer } from '../contract/receiver.ts';

/*
 * Model syncs to a target that takes records: from a file of people to a webhook, by the engine itself.
 */

interface Envelope {
  readonly sync_id: string;
  readonly execution_id: string;
  readonly batch_id: string;
  readonly records: readonly {
    readonly operation: string;
    readonly identity: Json;
    readonly record: JsonObject;
  }[];
}

let dir: string;
let engine: EngineApi;
let server: RecordServer;
let headers: IncomingHttpHeaders[];
let files: string;
let webhook: string;
let model: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'records-'));
  engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
  headers = [];
  server = new RecordServer({
    isKnown: () => true,
    read(request, body) {
      headers.push(request.headers);
      const { records } = JSON.parse(body) as Envelope;
      return {
        key: String(request.headers['idempotency-key']),
        records: records.map(({ operation, record }) => ({ operation, values: record })),
      };
    },
    answer(response, reasons) {
      const results = reasons.flatMap((error, index) => (error === undefined ? [] : [{ index, error }]));
      response.end(JSON.stringify({ results }));
    },
  });
  const url = await server.listen();
  await people(10);
  const connection = (name: string, type: string, configuration: JsonObject) =>
    engine.connections.create({ name, type, configuration });
  files = (await connection('files', 'local_files', { path: '.' })).id;
  webhook = (await connection('hook', 'webhook', { url, allow_private_addresses: true })).id;
  model = (
    await engine.models.create({
      name: 'people',
      connection_id: files,
      configuration: { table: 'people.csv' },
    })
  ).id;
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

/** The source: people 1 to n, with some of other names. */
async function people(
  count: number,
  names: Readonly<Record<number, string>> = {},
  without: readonly number[] = [],
) {
  const lines = Array.from({ length: count }, (_, i) => i + 1)
    .filter((id) => !without.includes(id))
    .map((id) => `${id},${names[id] ?? `name ${id}`}`);
  await writeFile(join(dir, 'people.csv'), `id,name\n${lines.join('\n')}\n`);
}

async function sync(over: Partial<SyncInput> = {}): Promise<string> {
  const field = (name: string) => ({ target: name, source: { model_id: model, field: name } });
  const { id } = await engine.syncs.create({
    name: 'people to the hook',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: webhook, object: 'webhook', configuration: { batch_size: 4 } },
    fields: ['id', 'name'].map(field),
    identity: { source: { model_id: model, field: 'id' }, target: 'id', function: 'Equality' },
    ...over,
  });
  return id;
}

async function run(id: string, options = {}): Promise<Execution> {
  return engine.executions.ended((await engine.syncs.start(id, options)).id);
}

const sent = (requests: readonly ReceivedRequest[] = server.requests) =>
  requests.flatMap((r) => r.records.map(({ operation, values }) => `${operation} ${values.id}`));

test('every record is sent once, signed; then only what is new or changed', async () => {
  const id = await sync();
  const first = await run(id);
  expect(first).toMatchObject({ status: 'completed', error: null, counts: { read: 10, inserted: 10 } });
  expect(sent()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `create ${n}`));
  expect(server.requests.map((r) => r.records.length)).toEqual([4, 4, 2]);

  const { secret = '' } = await engine.connections.generatedSecrets(webhook);
  const { body } = server.requests[0] as ReceivedRequest;
  expect(JSON.parse(body)).toMatchObject({
    sync_id: id,
    execution_id: first.id,
    batch_id: headers[0]?.['webhook-id'],
    records: expect.arrayContaining([
      { operation: 'create', identity: { id: 1 }, record: { id: 1, name: 'name 1' } },
    ]),
  });
  const signed = `${headers[0]?.['webhook-id']}.${headers[0]?.['webhook-timestamp']}.${body}`;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  expect(headers[0]?.['webhook-signature']).toBe(
    `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  );

  server.reset();
  expect(await run(id)).toMatchObject({ status: 'completed', counts: { unchanged: 10, inserted: 0 } });
  expect(server.requests).toEqual([]);

  await people(12, { 3: 'changed' });
  expect(await run(id)).toMatchObject({
    status: 'completed',
    counts: { inserted: 2, updated: 1, unchanged: 9, rejected: 0 },
  });
  expect(sent()).toEqual(['update 3', 'create 11', 'create 12']);
});

test.each([
  ['create', ['create 11']],
  ['update', ['update 2', 'update 11']],
  ['updateOrCreate', ['update 2', 'create 11']],
  ['replace', ['remove 5', 'update 2', 'create 11']],
  ['append', ['create 2', 'create 11']],
  ['remove', ['remove 2', 'remove 11']],
] as const)(
  'mode %s sends what it says when one is changed, one new and one gone',
  async (mode, expected) => {
    const id = await sync({ mode });
    expect(await run(id)).toMatchObject({ status: 'completed' });
    server.reset();
    await people(11, { 2: 'changed' }, [5]);
    expect(await run(id)).toMatchObject({ status: 'completed' });
    // Rows without identity come in no order of their own.
    expect(mode === 'append' ? sent().sort().reverse() : sent()).toEqual(expected);
  },
);

test('a record that is removed comes with its identity alone', async () => {
  const id = await sync({ mode: 'replace' });
  await run(id);
  server.reset();
  await people(10, {}, [7]);
  expect(await run(id)).toMatchObject({ status: 'completed', counts: { deleted: 1, unchanged: 9 } });
  const { records } = JSON.parse(server.requests[0]?.body ?? '') as Envelope;
  expect(records).toEqual([{ operation: 'remove', identity: { id: 7 }, record: { id: 7 } }]);
});

test('mode replace removes nothing while a line is set aside', async () => {
  await engine.models.update(model, {
    name: 'people',
    connection_id: files,
    configuration: { table: 'people.csv', ragged_rows: 'set_aside' },
  });
  const id = await sync({ mode: 'replace' });
  await run(id);
  server.reset();
  await people(11, { 7: 'Smith, John' }, [5]);
  expect(await run(id)).toMatchObject({ status: 'errors', counts: { inserted: 1, deleted: 0, rejected: 1 } });
  expect(sent()).toEqual(['create 11']);
  server.reset();
  await people(11, {}, [5]);
  expect(await run(id)).toMatchObject({ status: 'completed', counts: { deleted: 1, rejected: 0 } });
  expect(sent()).toEqual(['remove 5']);
});

test('a record that is refused is kept with the reason and sent again, alone', async () => {
  const id = await sync();
  server.refuse(({ values }) => (values.id === 6 ? 'six is not a number' : undefined));
  expect(await run(id)).toMatchObject({ status: 'errors', counts: { inserted: 9, rejected: 1 } });
  server.reset();
  expect(await run(id)).toMatchObject({ status: 'completed', counts: { inserted: 1, rejected: 0 } });
  expect(sent()).toEqual(['create 6']);
});

test('a target that is down fails the run, and the next one goes on where it stopped', async () => {
  const id = await sync();
  server.trouble();
  let answered = 0;
  server.refuse(() => {
    if (++answered === 4) server.trouble('closed');
    return undefined;
  });
  expect(await run(id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('still answers 429'),
    counts: { inserted: 4 },
  });
  server.reset();
  await people(10, { 1: 'changed meanwhile' });
  expect(await run(id)).toMatchObject({ status: 'completed' });
  expect(sent()).toEqual([5, 6, 7, 8, 9, 10].map((n) => `create ${n}`).concat('update 1'));
});

test('a run that is cancelled stops, and the next one goes on', async () => {
  const id = await sync();
  server.trouble('hang');
  const { id: execution } = await engine.syncs.start(id);
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await engine.executions.cancel(execution);
  expect(await engine.executions.ended(execution)).toMatchObject({ status: 'canceled' });
  const [hanging] = server.requests;
  expect(await run(id)).toMatchObject({ status: 'completed', counts: { inserted: 10 } });
  expect(server.requests[1]).toMatchObject({ key: hanging?.key, body: hanging?.body });
});

test.each(['after:pending-writes', 'before:written', 'after:written:2', 'before:ledger'])(
  'a process killed at %s loses nothing, and repeats a chunk under its own key at most',
  async (step) => {
    const id = await sync();
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '..', 'crash', 'child.ts'), join(dir, '.syncform'), 'syncs', id],
      { env: { ...process.env, NODE_OPTIONS: '', SYNCFORM_KILL_AT: step }, stdio: 'ignore' },
    );
    expect(await new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)))).toBe('SIGKILL');
    expect(await run(id)).toMatchObject({ status: 'completed', counts: { rejected: 0 } });
    const distinct = [...new Map(server.requests.map((r) => [r.key, r])).values()];
    expect(sent(distinct)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `create ${n}`));
    for (const request of server.requests)
      expect(request.body).toBe(distinct.find((d) => d.key === request.key)?.body);
    expect(server.requests.length).toBe(step === 'before:written' ? 4 : 3);
    expect(await readdir(join(dir, '.syncform', 'ledgers', id))).toHaveLength(1);
  },
);

test('what a target cannot do is said at plan, at its place', async () => {
  await expect(
    sync({ target: { connection_id: webhook, object: 'elsewhere', configuration: {} } }),
  ).rejects.toMatchObject({ issues: [{ path: ['target', 'object'] }] });
  await expect(
    sync({ target: { connection_id: webhook, object: 'webhook', configuration: { batch_size: 0 } } }),
  ).rejects.toMatchObject({ issues: [{ path: ['target', 'configuration', 'batch_size'] }] });
});

test('fields are encrypted on their way, of all records and of those that changed', async () => {
  const field = (name: string) => ({ target: name, source: { model_id: model, field: name } });
  const over: Partial<SyncInput> = {
    fields: [field('id'), { ...field('name'), encryption_enabled: true }],
    encryption_passphrase: 'open sesame',
  };
  const id = await sync(over);
  expect((await engine.syncs.preview(id, { samples: 1 })).objects[0]).toMatchObject({
    counts: { create: 10, update: 0, unchanged: 0 },
    samples: [{ action: 'create', record: { id: '1', name: '(encrypted)' } }],
  });
  expect(server.requests).toEqual([]);
  await run(id);
  await people(10, { 3: 'changed' });
  await run(id);
  expect(sent().slice(10)).toEqual(['update 3']);
  await run(await sync({ ...over, name: 'all of them', sync_all_records: true }));
  expect(sent()).toHaveLength(21);
  for (const { body } of server.requests) expect(body).not.toMatch(/name \d|changed/);
});
