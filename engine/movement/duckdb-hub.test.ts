import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { loadExtension } from './duckdb-extensions.ts';
import { openDuckdbSession } from './duckdb-hub.ts';

const never = new AbortController().signal;
const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');

let dir: string;
let holder: ChildProcess | undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hub-'));
});
afterEach(async () => {
  if (holder?.exitCode === null && holder.signalCode === null) {
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
  }
  holder = undefined;
  await rm(dir, { recursive: true, force: true });
});

function open(lockWait?: number): Promise<DuckdbSession> {
  return openDuckdbSession({ tempDir: join(dir, 'temp'), ...(lockWait === undefined ? {} : { lockWait }) });
}

/** Another process that holds a DuckDB file until it is killed. */
async function hold(path: string, options: string): Promise<ChildProcess> {
  const script = `
    const { DuckDBInstance } = require(${JSON.stringify(driver)});
    DuckDBInstance.create(':memory:').then(async (instance) => {
      const connection = await instance.connect();
      await connection.run(${JSON.stringify(`ATTACH ${quoteLiteral(path)} AS held ${options}`)});
      console.log('held');
      setInterval(() => {}, 1000);
    });`;
  const child = spawn(process.execPath, ['--input-type=commonjs', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('a read of a file that is not there answers undefined and creates nothing', async () => {
  await using session = await open();
  expect(await session.attach(join(dir, 'none.duckdb'), 'read', never)).toBeUndefined();
  expect((await readdir(dir)).filter((name) => name !== 'temp')).toEqual([]);
});

test('two sessions share one attachment, under any path to the file, and let go of it with the last one', async () => {
  const path = join(dir, 'shared file.duckdb');
  await symlink(dir, join(dir, 'link'));
  const first = await open();
  const second = await open();
  const catalog = await first.attach(path, 'write', never);
  expect(catalog).toBe('"shared file"');
  await first.run(`CREATE TABLE ${catalog}.t AS SELECT 1 AS i`);
  expect(await second.attach(join(dir, 'link', 'shared file.duckdb'), 'write', never)).toBe(catalog);
  await first[Symbol.asyncDispose]();
  expect(await second.all(`SELECT i FROM ${catalog}.t`)).toEqual([[1]]);
  await second[Symbol.asyncDispose]();
  holder = await hold(path, '');
  expect(holder.exitCode).toBeNull();
});

test('files of one name get catalogs of different names, never one that DuckDB has itself', async () => {
  await using session = await open();
  await using other = await open();
  expect(await session.attach(join(dir, 'memory.duckdb'), 'write', never)).toBe('"memory_2"');
  await writeFile(join(dir, 'temp', 'x'), '');
  expect(await session.attach(join(dir, 'temp', 'Lake.db'), 'write', never)).toBe('"Lake"');
  expect(await other.attach(join(dir, 'lake.duckdb'), 'write', never)).toBe('"lake_2"');
});

test('a file that another process holds is waited for, then the holder is named', async () => {
  const path = join(dir, 'held.duckdb');
  holder = await hold(path, '');
  await using session = await open(300);
  const refused = session.attach(path, 'read', never);
  await expect(refused).rejects.toMatchObject({ code: 'locked' });
  await expect(refused).rejects.toThrow(`process ${holder.pid}`);
});

test('a file is obtained as soon as the other process lets go', async () => {
  const path = join(dir, 'released.duckdb');
  holder = await hold(path, '');
  await using session = await open();
  const attached = session.attach(path, 'write', never);
  holder.kill('SIGKILL');
  expect(await attached).toBe('"released"');
});

test('waiting for a file ends when the signal fires', async () => {
  const path = join(dir, 'held.duckdb');
  holder = await hold(path, '');
  await using session = await open();
  const abort = new AbortController();
  const attached = session.attach(path, 'write', abort.signal);
  abort.abort();
  await expect(attached).rejects.toMatchObject({ code: 'canceled' });
});

test('two processes read one file; writing waits until the other has gone', async () => {
  const path = join(dir, 'read.duckdb');
  await (async () => {
    await using session = await open();
    await session.run(`CREATE TABLE ${await session.attach(path, 'write', never)}.t AS SELECT 1 AS i`);
  })();
  holder = await hold(path, '(READ_ONLY)');
  await using session = await open(300);
  const catalog = await session.attach(path, 'read', never);
  expect(await session.all(`SELECT i FROM ${catalog}.t`)).toEqual([[1]]);
  await expect(session.attach(path, 'write', never)).rejects.toMatchObject({ code: 'locked' });
  expect(await session.all(`SELECT i FROM ${catalog}.t`)).toEqual([[1]]);
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
  expect(await session.attach(path, 'write', never)).toBe(catalog);
  await session.run(`INSERT INTO ${catalog}.t VALUES (2)`);
});

test('what is no DuckDB file, a folder and a missing folder are told apart', async () => {
  await using session = await open();
  await writeFile(join(dir, 'text.duckdb'), 'not a database, but long enough to be read as one'.repeat(100));
  await expect(session.attach(join(dir, 'text.duckdb'), 'read', never)).rejects.toThrow(
    'is not a DuckDB database file',
  );
  await expect(session.attach(dir, 'read', never)).rejects.toThrow('is a folder');
  await expect(session.attach(join(dir, 'no', 'x.duckdb'), 'write', never)).rejects.toThrow(
    `there is no folder ${join(dir, 'no')}`,
  );
});

test('a session removes its folder, speaks UTC and the last one stops DuckDB', async () => {
  const session = await open();
  expect((await stat(session.tempDir)).isDirectory()).toBe(true);
  expect(await session.all("SELECT current_setting('TimeZone')")).toEqual([['UTC']]);
  await session[Symbol.asyncDispose]();
  await session[Symbol.asyncDispose]();
  await expect(stat(session.tempDir)).rejects.toThrow('ENOENT');
});

test('an extension that can be obtained nowhere is answered with false, and asked for once', async () => {
  process.env.SYNCFORM_DUCKDB_EXTENSION_REPOSITORY = 'http://127.0.0.1:9';
  try {
    await using session = await open();
    expect(await loadExtension(session, 'no_such_extension')).toBe(false);
    expect(await loadExtension(session, 'no_such_extension')).toBe(false);
    expect(await loadExtension(session, 'json')).toBe(true);
  } finally {
    delete process.env.SYNCFORM_DUCKDB_EXTENSION_REPOSITORY;
  }
});

test('DuckDB has one thread while no session needs more, and all of them again afterwards', async () => {
  const threads = async (session: DuckdbSession) =>
    Number((await session.all("SELECT current_setting('threads')"))[0]?.[0]);
  await using first = await open();
  const all = await threads(first);
  await first.needOneThread?.(true);
  expect(await threads(first)).toBe(1);
  const second = await open();
  expect(await threads(first)).toBe(1);
  expect(await threads(second)).toBe(all);
  await Promise.all([
    second.needOneThread?.(true),
    second.needOneThread?.(false),
    second.needOneThread?.(true),
  ]);
  expect(await threads(first)).toBe(1);
  await first.needOneThread?.(false);
  expect(await threads(second)).toBe(all);
  await second[Symbol.asyncDispose]();
  expect(await threads(first)).toBe(all);
});

test('DuckDB packs texts loosely while no session makes more than small tables', async () => {
  const left = async (session: DuckdbSession) =>
    (await session.all("SELECT current_setting('disabled_compression_methods')"))[0]?.[0];
  await using first = await open();
  await first.packLoosely?.(true);
  expect(await left(first)).toMatch(/^fsst,dict_fsst$/i);
  const second = await open();
  expect(await left(second)).toBe('');
  await second[Symbol.asyncDispose]();
  expect(await left(first)).toMatch(/^fsst,dict_fsst$/i);
});

test('DuckDB has little memory beside what is in use while rows only pass through, and all of it again afterwards', async () => {
  const limit = async (session: DuckdbSession) =>
    String((await session.all("SELECT current_setting('memory_limit')"))[0]?.[0]);
  await using session = await open();
  const whole = await limit(session);
  await session.needLittle?.(true);
  expect(await limit(session)).toBe('183.1 MiB');
  await session.needLittle?.(false);
  expect(await limit(session)).toBe(whole);
  // About 95 MiB of them are in use from here on.
  await session.run(
    "SET memory_limit = '953MiB'; CREATE TEMP TABLE kept AS SELECT hash(i) AS a, hash(-i) AS b FROM range(6000000) AS r(i)",
  );
  await session.needLittle?.(true);
  expect(Number.parseFloat(await limit(session))).toBeGreaterThan(250);
  await session.needLittle?.(false);
  expect(await limit(session)).toBe(whole);
});
