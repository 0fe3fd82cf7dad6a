import type { SyncInput } from '../../engine/api/documents.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

let on: PostgresEngine;
beforeEach(async () => {
  on = await postgresEngine();
});
afterEach(() => on[Symbol.asyncDispose]());

type Identity = NonNullable<SyncInput['identity']>['function'];

/** A sync of leads (`word`, `note`) to accounts, whose identity is the lead's word. */
async function leads(
  by: Identity,
  mode: SyncInput['mode'],
  words: string,
  accounts: string,
  types: { readonly word?: string; readonly account?: string } = {},
) {
  await on.sql(`CREATE TABLE leads (word ${types.word ?? 'text'}, note text)`);
  await on.sql(`INSERT INTO leads VALUES ${words}`);
  await on.sql(`CREATE TABLE accounts (name ${types.account ?? 'text'}, note text)`);
  if (accounts) await on.sql(`INSERT INTO accounts VALUES ${accounts}`);
  const { id: model_id } = await on.engine.models.create({
    name: 'leads',
    connection_id: on.connection,
    configuration: { table: 'public.leads' },
  });
  const { id } = await on.engine.syncs.create({
    name: 'leads to accounts',
    active: true,
    mode,
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, object: 'public.accounts' },
    fields: [{ target: 'note', source: { model_id, field: 'note' } }],
    identity: { source: { model_id, field: 'word' }, target: 'name', function: by },
  });
  return () => on.run('syncs', id);
}
const accounts = () => on.sql('SELECT name, note FROM accounts ORDER BY 2, 1');
const rejected = async () => {
  const { openStoreForReading } = await import('../../engine/store/open-store.ts');
  const { systemClock } = await import('../../engine/kit/clock.ts');
  await using store = await openStoreForReading(on.dataDir, systemClock);
  return (await store.rejections.list()).map(({ key, reason }) => [key.name, reason]);
};

test('ISubstring finds a record whose identity has the model’s within it, in any case', async () => {
  const run = await leads(
    'ISubstring',
    'updateOrCreate',
    `('acme', 'a'), ('none', 'b'), ('', 'c')`,
    `('The ACME Corp', ''), ('Globex', '')`,
  );
  expect(await run()).toMatchObject({ status: 'completed', counts: { updated: 1, inserted: 2 } });
  expect(await accounts()).toEqual([
    ['Globex', ''],
    ['The ACME Corp', 'a'],
    ['none', 'b'],
    ['', 'c'],
  ]);
  await on.sql(`UPDATE leads SET note = 'z' WHERE word = 'acme'`);
  expect(await run()).toMatchObject({ counts: { updated: 1, unchanged: 2 } });
  expect((await accounts()).at(-1)).toEqual(['The ACME Corp', 'z']);
});

test('DomainMatch compares the domains of addresses and URLs', async () => {
  const run = await leads(
    'DomainMatch',
    'update',
    `('ada@Acme.com', 'a'), ('https://www.globex.fr:8443/about?x=1', 'b'), ('nowhere.org', 'c')`,
    `('http://www.acme.com/', ''), ('globex.fr', ''), ('sub.nowhere.org', '')`,
  );
  expect(await run()).toMatchObject({ status: 'completed', counts: { updated: 2, unchanged: 1 } });
  expect(await accounts()).toEqual([
    ['sub.nowhere.org', ''],
    ['http://www.acme.com/', 'a'],
    ['globex.fr', 'b'],
  ]);
});

test('HostnameMatch tells www from none', async () => {
  const run = await leads(
    'HostnameMatch',
    'update',
    `('https://www.acme.com/x', 'a'), ('globex.fr', 'b')`,
    `('acme.com', ''), ('WWW.acme.com.', ''), ('http://globex.fr', '')`,
  );
  expect(await run()).toMatchObject({ counts: { updated: 2 } });
  expect(await accounts()).toEqual([
    ['acme.com', ''],
    ['WWW.acme.com.', 'a'],
    ['http://globex.fr', 'b'],
  ]);
});

test('OneOf finds the one that a list names, and creates by its first', async () => {
  const run = await leads(
    'OneOf',
    'updateOrCreate',
    `('{x,acme}', 'a'), ('{new,other}', 'b')`,
    `('acme', ''), ('y', '')`,
    { word: 'text[]' },
  );
  expect(await run()).toMatchObject({ status: 'completed', counts: { updated: 1, inserted: 1 } });
  expect(await accounts()).toEqual([
    ['y', ''],
    ['acme', 'a'],
    ['new', 'b'],
  ]);
});

test('OneOf finds the list that has it', async () => {
  const run = await leads('OneOf', 'updateOrCreate', `('acme', 'a'), ('new', 'b')`, `('{x,acme}', '')`, {
    account: 'text[]',
  });
  expect(await run()).toMatchObject({ status: 'completed', counts: { updated: 1, inserted: 1 } });
  expect(await accounts()).toEqual([
    ['{x,acme}', 'a'],
    ['{new}', 'b'],
  ]);
});

test('a record that matches several, and one that another matches as well, are rejected by name', async () => {
  const run = await leads(
    'ISubstring',
    'updateOrCreate',
    `('acme', 'a'), ('globex', 'b'), ('glob', 'c'), ('none', 'd')`,
    `('Acme 1', ''), ('Acme 2', ''), ('Globex', '')`,
  );
  expect(await run()).toMatchObject({ status: 'errors', counts: { updated: 1, inserted: 1, rejected: 2 } });
  expect(await rejected()).toEqual([
    ['acme', expect.stringContaining('matches 2 identities of the target by ISubstring')],
    ['globex', expect.stringContaining('another record of the model matches the same record')],
  ]);
  await on.sql(
    `DELETE FROM accounts WHERE name = 'Acme 2'; UPDATE accounts SET name = 'glob' WHERE name = 'Globex'`,
  );
  expect(await run()).toMatchObject({
    status: 'completed',
    counts: { updated: 1, inserted: 1, rejected: 0 },
  });
  expect(await rejected()).toEqual([]);
});

test('create leaves alone what it finds, remove takes it away', async () => {
  const create = await leads(
    'DomainMatch',
    'create',
    `('a@acme.com', 'a'), ('b@new.com', 'b')`,
    `('acme.com', '')`,
  );
  expect(await create()).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
  expect(await accounts()).toEqual([
    ['acme.com', ''],
    ['b@new.com', 'b'],
  ]);
  await on.sql('DROP TABLE leads; DROP TABLE accounts');
  const remove = await leads('DomainMatch', 'remove', `('a@acme.com', 'a')`, `('acme.com', ''), ('x', '')`);
  expect(await remove()).toMatchObject({ status: 'completed', counts: { deleted: 1 } });
  expect(await accounts()).toEqual([['x', '']]);
});

test('a record that the target refuses is sent again, whatever its identity is written as there', async () => {
  const run = await leads(
    'ISubstring',
    'updateOrCreate',
    `('acme', 'a'), ('glob', 'b')`,
    `('The ACME', ''), ('Globex', '')`,
  );
  await on.sql(`ALTER TABLE accounts ADD CHECK (note <> 'a')`);
  expect(await run()).toMatchObject({ status: 'errors', counts: { updated: 1, rejected: 1 } });
  expect(await rejected()).toEqual([['The ACME', expect.stringContaining('check')]]);
  expect(await run()).toMatchObject({ status: 'errors', counts: { updated: 0, rejected: 1, unchanged: 1 } });
  await on.sql('ALTER TABLE accounts DROP CONSTRAINT accounts_note_check');
  expect(await run()).toMatchObject({ status: 'completed', counts: { updated: 1, unchanged: 1 } });
});

test('modes that look for no record take Equality alone', async () => {
  await expect(leads('ISubstring', 'replace', `('a', 'b')`, '')).rejects.toMatchObject({
    issues: [{ path: ['identity', 'function'] }],
  });
});
