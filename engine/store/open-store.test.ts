import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BulkSync, Connection, Model, Sync } from '../api/documents.ts';
import { openToOthers } from './data-dir.ts';
import { type OpenStoreOptions, openStore, openStoreForReading } from './open-store.ts';
import type { Position, Store } from './store.ts';

let root: string;
let dataDir: string;
let open: AsyncDisposable[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'syncform-store-'));
  dataDir = join(root, '.syncform');
  open = [];
});
afterEach(async () => {
  for (const store of open) await store[Symbol.asyncDispose]();
  rmSync(root, { recursive: true });
});

async function opened(options: Partial<OpenStoreOptions> = {}): Promise<Store> {
  const store = await openStore({ dataDir, ...options });
  open.push(store);
  return store;
}

function mode(name: string): number {
  return statSync(join(dataDir, name)).mode & 0o777;
}

const times = {
  organization_id: 'o',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};
const connection = (id: string): Connection => ({
  ...times,
  id,
  name: id,
  type: 'duckdb',
  configuration: { path: 'a.duckdb' },
  secrets_version: 1,
});
const model = (id: string, connection_id: string): Model => ({
  ...times,
  id,
  name: id,
  type: 'duckdb',
  connection_id,
  configuration: { query: 'select 1' },
  version: 1,
});
const sync = (id: string, modelId: string, connection_id: string): Sync => ({
  ...times,
  id,
  name: id,
  active: true,
  mode: 'updateOrCreate',
  schedule: { frequency: 'manual' },
  target: { connection_id, object: 'public.users' },
  fields: [{ target: 'a', source: { model_id: modelId, field: 'a' } }],
  model_ids: [modelId],
});
const bulkSync = (id: string, source: string, destination: string): BulkSync => ({
  ...times,
  id,
  name: id,
  active: true,
  mode: 'replicate',
  schedule: { frequency: 'manual' },
  source: { connection_id: source },
  destination: { connection_id: destination },
});

describe('the data directory', () => {
  it('is readable by its owner alone and kept out of version control', async () => {
    const store = await opened();
    await store.meta.set('a', 'b');
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dataDir)) expect([name, mode(name)]).toEqual([name, 0o600]);
    expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['.gitignore', 'secret.key', 'syncform.db']));
    expect(readFileSync(join(dataDir, '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('closes what is its own in a directory that others can open, and says that they can', async () => {
    mkdirSync(dataDir, { mode: 0o755 });
    chmodSync(dataDir, 0o755);
    mkdirSync(join(dataDir, 'ledgers'), { mode: 0o755 });
    for (const name of ['syncform.db', 'known_hosts', 'notes.txt'])
      writeFileSync(join(dataDir, name), '', { mode: 0o644 });
    await opened();
    expect(openToOthers(dataDir)).toContain(`chmod 700 ${dataDir}`);
    expect(['ledgers', 'syncform.db', 'known_hosts', 'notes.txt'].map(mode)).toEqual([
      0o700, 0o600, 0o600, 0o644,
    ]);
    chmodSync(dataDir, 0o700);
    expect(openToOthers(dataDir)).toBeUndefined();
  });

  it('is not recreated where one was that has lost its contents', async () => {
    const store = await opened();
    await store.meta.set('a', 'b');
    await store[Symbol.asyncDispose]();
    for (const name of ['-wal', '-shm']) rmSync(join(dataDir, `syncform.db${name}`), { force: true });
    writeFileSync(join(dataDir, 'syncform.db'), '');
    const damaged = { message: expect.stringContaining('is damaged: it is empty (0 bytes)') };
    await expect(opened()).rejects.toMatchObject(damaged);
    await expect(openStoreForReading(dataDir)).rejects.toMatchObject(damaged);
  });

  it('is damaged, not newer, where a name in it was changed by a fault', async () => {
    await opened();
    const database = new DatabaseSync(join(dataDir, 'syncform.db'));
    database.exec("update kysely_migration set name = '0001_firsu' where name = '0001_first'");
    database.close();
    const damaged = { code: 'failed', message: expect.stringMatching(/is damaged$/) };
    await expect(opened()).rejects.toMatchObject(damaged);
    await expect(openStoreForReading(dataDir)).rejects.toMatchObject(damaged);
  });

  it('keeps a write-ahead log', async () => {
    await opened();
    const database = new DatabaseSync(join(dataDir, 'syncform.db'));
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });
});

describe('definitions', () => {
  it('are listed in the order of their creation, updated and deleted', async () => {
    const { connections } = await opened();
    await connections.insert(connection('b'));
    await connections.insert(connection('a'));
    await connections.update({ ...connection('b'), name: 'renamed' });
    expect((await connections.list()).map(({ name }) => name)).toEqual(['renamed', 'a']);
    expect(await connections.get('a')).toEqual(connection('a'));
    expect(await connections.delete('a')).toBe(true);
    expect(await connections.delete('a')).toBe(false);
    expect(await connections.get('a')).toBeNull();
    await expect(connections.update(connection('a'))).rejects.toMatchObject({ code: 'not_found' });
    await expect(connections.insert(connection('b'))).rejects.toMatchObject({ code: 'invalid' });
  });

  it('are found by what they name, which cannot be deleted under them', async () => {
    const { connections, models, syncs, bulkSyncs } = await opened();
    for (const id of ['c1', 'c2', 'c3']) await connections.insert(connection(id));
    await models.insert(model('m1', 'c1'));
    await models.insert(model('m2', 'c1'));
    await syncs.insert(sync('s1', 'm1', 'c2'));
    await bulkSyncs.insert(bulkSync('b1', 'c3', 'c2'));
    expect((await models.ofConnection('c1')).map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect((await syncs.ofConnection('c2')).map(({ id }) => id)).toEqual(['s1']);
    expect((await bulkSyncs.ofConnection('c3')).map(({ id }) => id)).toEqual(['b1']);
    await syncs.update(sync('s1', 'm2', 'c2'));
    expect(await syncs.ofModel('m1')).toEqual([]);
    expect((await syncs.ofModel('m2')).map(({ id }) => id)).toEqual(['s1']);
    await expect(models.delete('m2')).rejects.toMatchObject({ code: 'in_use' });
    await expect(connections.delete('c3')).rejects.toMatchObject({ code: 'in_use' });
    await expect(models.insert(model('m3', 'gone'))).rejects.toMatchObject({ code: 'not_found' });
    expect(await models.delete('m1')).toBe(true);
  });

  it('take what belongs to them along', async () => {
    const store = await opened();
    await store.connections.insert(connection('c1'));
    await store.models.insert(model('m1', 'c1'));
    await store.syncs.insert(sync('s1', 'm1', 'c1'));
    await store.secrets.set('s1', { encryption_passphrase: 'a passphrase' });
    await store.positions.set({
      sync_id: 's1',
      object: 'o',
      cursor: { kind: 'read', position: { kind: 'version', fingerprint: 'f' } },
      batch_id: null,
      definition_version: null,
      source_place: null,
      target_place: null,
      target_table: null,
    });
    await store.targetTables.add({ sync_id: 's1', connection_id: 'c1', table: 't' });
    await store.targetTables.add({ sync_id: 's1', connection_id: 'c1', table: 't' });
    expect(await store.targetTables.list('s1')).toHaveLength(1);
    await store.syncs.delete('s1');
    expect(await store.secrets.get('s1')).toEqual({});
    expect(await store.positions.list('s1')).toEqual([]);
    expect(await store.targetTables.list('s1')).toEqual([]);
  });
});

describe('a transaction', () => {
  it('writes all or nothing', async () => {
    const store = await opened();
    const work = store.transaction(async ({ connections, secrets }) => {
      await connections.insert(connection('c1'));
      await secrets.set('c1', { password: 'hunter22' });
      throw new Error('stop');
    });
    await expect(work).rejects.toThrow('stop');
    expect(await store.connections.list()).toEqual([]);
    expect(await store.secrets.get('c1')).toEqual({});
  });
});

describe('positions and ledgers', () => {
  it('keep what they were given', async () => {
    const { positions, ledgers } = await opened();
    const position: Omit<Position, 'updated_at'> = {
      sync_id: 's',
      object: 'public.users',
      cursor: {
        kind: 'read',
        // Of a source that goes on by parent: what it means is the source's own.
        position: { kind: 'cursors', parents: { acct_1: 'a', acct_2: null }, after: '9007199254740993' },
      },
      batch_id: 'b1',
      definition_version: 'v1',
      source_place: '{"path":"a"}',
      target_place: null,
      target_table: null,
    };
    await positions.set(position);
    await positions.set({ ...position, batch_id: 'b2' });
    expect(await positions.get('s', 'public.users')).toMatchObject({ ...position, batch_id: 'b2' });
    await positions.clear('s', 'other');
    expect(await positions.list('s')).toHaveLength(1);
    await positions.clear('s');
    expect(await positions.list('s')).toEqual([]);
    const ledger = {
      sync_id: 's',
      path: 'ledgers/s.parquet',
      rows: 3,
      digest: 'sha256/1',
      definition_version: 'v1',
      batch_id: null,
      target_place: '{"path":"b"}',
      target_table: 'main.t',
    };
    await ledgers.set(ledger);
    await ledgers.set({ ...ledger, rows: 4 });
    expect(await ledgers.get('s')).toMatchObject({ ...ledger, rows: 4 });
    await ledgers.clear('s');
    expect(await ledgers.list()).toEqual([]);
  });
});

describe('rejected records', () => {
  it('count attempts, whatever the order of the key, until they are resolved', async () => {
    const { rejections, redactor } = await opened();
    redactor.learn('hunter22');
    const many = Array.from({ length: 1200 }, (_, i) => ({ key: { id: `${i}` }, reason: 'null in "name"' }));
    await rejections.add('s', 'o', many);
    await rejections.add('s', 'p', [
      { key: { a: '1', b: null }, reason: 'first', record: { a: '1', c: 'x' } },
    ]);
    await rejections.add('s', 'p', [{ key: { b: null, a: '1' }, reason: 'again, with hunter22' }]);
    expect(await rejections.count('s')).toBe(1201);
    expect(await rejections.list({ sync_id: 's', object: 'p' })).toMatchObject([
      { key: { a: '1', b: null }, reason: 'again, with ***', record: { a: '1', c: 'x' }, attempts: 2 },
    ]);
    await rejections.resolve(
      's',
      'o',
      many.slice(1).map(({ key }) => key),
    );
    expect(await rejections.list({ sync_id: 's', object: 'o' })).toMatchObject([{ key: { id: '0' } }]);
    await rejections.clear('s');
    expect(await rejections.list()).toEqual([]);
  });
});

describe('secrets', () => {
  const secrets = { password: 'correct horse', headers: [{ name: 'x-key', value: 'battery staple' }] };

  it('come back whole and are not in any file', async () => {
    const store = await opened();
    await store.secrets.set('c1', secrets);
    expect(await store.secrets.get('c1')).toEqual(secrets);
    expect(store.redactor.mask('battery staple!')).toBe('***!');
    for (const name of readdirSync(dataDir)) {
      expect(readFileSync(join(dataDir, name)).includes('correct horse')).toBe(false);
    }
    await store.secrets.set('c1', {});
    expect(await store.secrets.get('c1')).toEqual({});
  });

  it('do not open for another owner', async () => {
    const store = await opened();
    await store.secrets.set('c1', secrets);
    const database = new DatabaseSync(join(dataDir, 'syncform.db'));
    database.exec("update secrets set owner = 'c2'");
    database.close();
    await expect(store.secrets.get('c2')).rejects.toMatchObject({ code: 'failed' });
  });

  it.each([
    ['base64', Buffer.alloc(32, 7).toString('base64')],
    ['base64url', Buffer.alloc(32, 255).toString('base64url')],
    ['hex', Buffer.alloc(32, 7).toString('hex')],
    ['a passphrase', 'correct horse battery staple'],
  ])('open again with the same key in %s', async (_format, key) => {
    await (await opened({ key })).secrets.set('c1', secrets);
    expect(await (await opened({ key: ` ${key}\n` })).secrets.get('c1')).toEqual(secrets);
    expect(existsSync(join(dataDir, 'secret.key'))).toBe(false);
  });

  it('say what to do about a wrong, missing or short key', async () => {
    await opened({ key: 'the right passphrase' });
    await expect(opened({ key: 'another long passphrase' })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/under another key than that of SYNCFORM_SECRET_KEY/),
      hint: 'Set SYNCFORM_SECRET_KEY to the key that they were stored with.',
    });
    await expect(opened()).rejects.toThrow(/SYNCFORM_SECRET_KEY, which is not set/);
    await expect(opened({ key: 'short' })).rejects.toMatchObject({
      hint: expect.stringMatching(/openssl rand/),
    });
    expect(existsSync(join(dataDir, 'secret.key'))).toBe(false);
    await opened({ withSecrets: false });
  });

  it('say what to do about a key file that is gone, readable by others or overruled', async () => {
    await opened();
    const path = join(dataDir, 'secret.key');
    await expect(opened({ key: 'a passphrase beside the file' })).rejects.toMatchObject({
      hint: expect.stringContaining('unset SYNCFORM_SECRET_KEY'),
    });
    chmodSync(path, 0o640);
    await expect(opened()).rejects.toMatchObject({ hint: expect.stringContaining(`chmod 600 ${path}`) });
    rmSync(path);
    await expect(opened()).rejects.toThrow(/cannot be read/);
    expect(existsSync(path)).toBe(false);
  });
});

describe('several processes', () => {
  it('make one store when they start at once', async () => {
    const outputs = await Promise.all(
      Array.from({ length: 4 }, () => run(join(import.meta.dirname, 'testing/open-and-seal.ts'), dataDir)),
    );
    expect(new Set(outputs.map(({ organization }) => organization)).size).toBe(1);
    const store = await opened();
    for (const { pid } of outputs) expect(await store.secrets.get(`${pid}`)).toEqual({ pid: `${pid}` });
  });
});

async function run(script: string, ...args: string[]): Promise<{ pid: number; organization: string }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect(status).toBe(0);
  return JSON.parse(output) as { pid: number; organization: string };
}

describe('opening for reading', () => {
  it('says that there is no store, also while it is being made', async () => {
    await expect(openStoreForReading(dataDir)).rejects.toMatchObject({
      code: 'not_found',
      message: `there is no syncform store in ${dataDir}`,
    });
    expect(existsSync(dataDir)).toBe(false);
  });

  it('sees what is committed while another writes, and does not hold it up', async () => {
    const store = await opened();
    await store.connections.insert(connection('c1'));
    await store.transaction(async ({ connections }) => {
      await connections.insert(connection('c2'));
      const reader = await openStoreForReading(dataDir);
      open.push(reader);
      expect(await reader.connections.list()).toHaveLength(1);
    });
    expect(await store.connections.list()).toHaveLength(2);
  });

  it('refuses a store of a newer version', async () => {
    await opened();
    const database = new DatabaseSync(join(dataDir, 'syncform.db'));
    database.exec("insert into kysely_migration values ('9999_later', '2030-01-01')");
    database.close();
    await expect(openStoreForReading(dataDir)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(opened()).rejects.toMatchObject({ code: 'unsupported' });
  });
});
