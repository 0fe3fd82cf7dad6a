import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Execution, PreviewObject, SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { hubspot } from '../../engine/connectors/saas/hubspot.ts';
import { openEngine } from '../../engine/embedded.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import type { Manifest } from '../../engine/families/manifest/manifest.ts';
import { type FakeSystem, SETTING, startFake } from '../manifests/fake-system.ts';

/*
 * Model syncs to a system that has records already: from a file of people to a fake that is made from HubSpot's manifest, by the
 * engine itself.
 */

let dir: string;
let engine: EngineApi;
let fake: FakeSystem;
let crm: string;
let model: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lookup-'));
  fake = await startFake(manifestOf(hubspot) as Manifest);
  engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
  await people(['a', 'b', 'c']);
  const files = await engine.connections.create({
    name: 'files',
    type: 'local_files',
    configuration: { path: '.' },
  });
  crm = (
    await engine.connections.create({
      name: 'crm',
      type: 'hubspot',
      configuration: {
        access_token: SETTING,
        base_url: `${fake.origin}/base`,
        allow_private_addresses: true,
        requests_per_second: 10_000,
      },
    })
  ).id;
  model = (
    await engine.models.create({
      name: 'people',
      connection_id: files.id,
      configuration: { table: 'people.csv' },
    })
  ).id;
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await fake[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

/** The source: people by the beginning of their address, with a text each. */
async function people(names: readonly string[], texts: Readonly<Record<string, string>> = {}) {
  const lines = names.map((name) => `${name}@x.example,${texts[name] ?? `text of ${name}`}`);
  await writeFile(join(dir, 'people.csv'), `email,custom_text\n${lines.join('\n')}\n`);
}

async function sync(over: Partial<SyncInput> = {}, object = 'contacts'): Promise<string> {
  const field = (name: string) => ({ target: name, source: { model_id: model, field: name } });
  const { id } = await engine.syncs.create({
    name: `people to ${object}, ${over.mode}`,
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: crm, object },
    fields: ['email', 'custom_text'].map(field),
    identity: { source: { model_id: model, field: 'email' }, target: 'email', function: 'Equality' },
    ...over,
  });
  return id;
}

async function run(id: string, options = {}): Promise<Execution> {
  return engine.executions.ended((await engine.syncs.start(id, options)).id);
}

const held = (object: string) => [...(fake.writes.held.get(object)?.values() ?? [])];
const texts = (object: string) =>
  held(object)
    .map(({ email, custom_text }) => `${email} ${custom_text}`)
    .toSorted();

test('the first run updates what the system has already, by upsert, and creates the others', async () => {
  fake.writes.add('contacts', { email: 'b@x.example', custom_text: 'theirs', phone: '1' });
  const id = await sync();
  const [previewed] = (await engine.syncs.preview(id)).objects as [PreviewObject];
  expect(previewed.counts).toMatchObject({ create: 2, update: 1, unchanged: 0 });
  expect(await run(id)).toMatchObject({
    status: 'completed',
    counts: { inserted: 2, updated: 1, rejected: 0 },
  });
  expect(texts('contacts')).toEqual(['a', 'b', 'c'].map((n) => `${n}@x.example text of ${n}`));
  expect(held('contacts').find(({ email }) => email === 'b@x.example')).toMatchObject({ phone: '1' });
  expect(fake.requests.filter((one) => one.includes('/batch/'))).toEqual([
    'POST /base/crm/v3/objects/contacts/batch/upsert',
  ]);
  expect(await run(id)).toMatchObject({ counts: { unchanged: 3, inserted: 0, updated: 0 } });
});

test('where the system cannot tell by itself it is asked first, on the first run and on each', async () => {
  const of = (name: string) => ({ model_id: model, field: name });
  fake.writes.add('companies', { custom_text: 'B@x.example', custom_number: '0' });
  const only = await sync(
    {
      fields: [{ target: 'custom_text', source: of('email') }],
      identity: { source: of('email'), target: 'custom_text', function: 'Equality' },
    },
    'companies',
  );
  const [previewed] = (await engine.syncs.preview(only)).objects as [PreviewObject];
  expect(previewed.counts).toMatchObject({ create: 2, update: 1 });
  expect(await run(only)).toMatchObject({ status: 'completed', counts: { inserted: 2, updated: 1 } });
  expect(
    held('companies')
      .map(({ custom_text }) => custom_text)
      .toSorted(),
  ).toEqual(['a', 'b', 'c'].map((name) => `${name}@x.example`));
  expect(held('companies')[0]).toMatchObject({ custom_number: '0' });
  await people(['a', 'b', 'c', 'd']);
  expect(await run(only)).toMatchObject({ counts: { inserted: 1, updated: 0, unchanged: 3 } });
  expect(await run(only, { resync: true })).toMatchObject({ counts: { inserted: 0, updated: 4 } });
  expect(held('companies')).toHaveLength(4);
});

test.each([
  ['create', { inserted: 2, updated: 0, deleted: 0 }, ['a text of a', 'b theirs', 'c text of c']],
  ['update', { inserted: 0, updated: 1, deleted: 0 }, ['b text of b']],
  ['remove', { inserted: 0, updated: 0, deleted: 1 }, []],
  ['replace', { inserted: 2, updated: 1, deleted: 0 }, ['a text of a', 'b text of b', 'c text of c']],
] as const)('mode %s, at a system that has one of three', async (mode, counts, expected) => {
  fake.writes.add('contacts', { email: 'b@x.example', custom_text: 'theirs' });
  const id = await sync({ mode });
  expect(await run(id)).toMatchObject({ status: 'completed', counts });
  expect(texts('contacts')).toEqual(expected.map((one) => one.replace(' ', '@x.example ')));
});

test('what waits for its record is looked for again, and what is gone from the model is removed', async () => {
  const waiting = await sync({ mode: 'update' });
  expect(await run(waiting)).toMatchObject({ status: 'completed', counts: { updated: 0, unchanged: 3 } });
  fake.writes.add('contacts', { email: 'c@x.example', custom_text: 'theirs' });
  expect(await run(waiting)).toMatchObject({ counts: { updated: 1, unchanged: 2 } });
  const replacing = await sync({ mode: 'replace', name: 'all' });
  await run(replacing);
  await people(['a', 'c'], { c: 'new' });
  expect(await run(replacing)).toMatchObject({ counts: { deleted: 1, updated: 1, inserted: 0 } });
  expect(texts('contacts')).toEqual(['a@x.example text of a', 'c@x.example new']);
});

test('an identity that the system has twice is refused by name, and the others are sent', async () => {
  for (const text of ['one', 'two']) fake.writes.add('contacts', { email: 'b@x.example', custom_text: text });
  const id = await sync({ mode: 'update' });
  fake.writes.add('contacts', { email: 'a@x.example', custom_text: 'theirs' });
  const ended = await run(id);
  expect(ended).toMatchObject({ counts: { updated: 1, rejected: 1 } });
  expect(texts('contacts')).toContain('a@x.example text of a');
  expect(texts('contacts')).toEqual(expect.arrayContaining(['b@x.example one', 'b@x.example two']));
});

test('an identity by which nothing can be found is refused when it is planned', async () => {
  const source = { model_id: model, field: 'email' };
  await expect(
    sync({ identity: { source, target: 'no_such_property', function: 'Equality' } }),
  ).rejects.toThrow(/no_such_property/);
  await expect(sync({ mode: 'updateOrCreate' }, 'nothing')).rejects.toThrow(
    /HubSpot has no target "nothing"; it has contacts/,
  );
});

test('a run that does not know whether records arrived asks for them before it goes on', async () => {
  const of = { model_id: model, field: 'email' };
  const id = await sync(
    {
      fields: [{ target: 'custom_text', source: of }],
      identity: { source: of, target: 'custom_text', function: 'Equality' },
    },
    'companies',
  );
  fake.loseNextAnswer('/batch/create');
  const lost = await run(id);
  expect(lost).toMatchObject({ status: 'failed' });
  expect(held('companies')).toHaveLength(3);
  await people(['a', 'b', 'c', 'd']);
  expect(await run(id)).toMatchObject({ status: 'completed', counts: { inserted: 1, updated: 3 } });
  expect(held('companies')).toHaveLength(4);
});
