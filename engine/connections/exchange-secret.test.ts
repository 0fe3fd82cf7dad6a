import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore } from '../store/open-store.ts';
import { Slots } from '../store/slots.ts';
import type { Store } from '../store/store.ts';
import { exchangeSecretWith } from './exchange-secret.ts';

/* Refresh tokens that are good once: whoever uses one that was used before has lost the account. */

const run = promisify(execFile);
const key = Buffer.alloc(32, 1).toString('base64');
const never = new AbortController().signal;

let dir: string;
let store: Store & AsyncDisposable;
let server: Server;
let good: string;
let given: number;
let refused: number;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'exchange-'));
  store = await openStore({ dataDir: dir, key });
  [good, given, refused] = ['configured', 0, 0];
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const form = new URLSearchParams(text);
    response.setHeader('content-type', 'application/json');
    if (form.get('refresh_token') !== good) {
      refused++;
      return response.writeHead(400).end('{"error": "invalid_grant"}');
    }
    good = `refresh-${++given}`;
    return response.end(
      JSON.stringify({ access_token: `token-${given}`, refresh_token: good, expires_in: 3600 }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true, force: true });
});

test('two processes that have tokens at the same time lose none, and the next one goes on from there', async () => {
  const child = join(import.meta.dirname, 'testing', 'exchange-child.ts');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  const has = (times: number) =>
    run(process.execPath, ['--no-warnings', child, dir, key, endpoint, String(times)]);
  await Promise.all([has(8), has(8)]);
  expect([given, refused]).toEqual([16, 0]);
  const { stdout } = await has(1);
  expect([stdout, refused]).toEqual(['token-17', 0]);
  expect(await store.replacedSecrets.get('configured')).toEqual({ value: 'refresh-17', version: 17 });
  const file = await readFile(join(dir, 'syncform.db')).catch(() => Buffer.alloc(0));
  for (const secret of ['refresh-17', 'configured']) expect(file.includes(secret)).toBe(false);
});

test('what another was given meanwhile is not overwritten by who comes too late', async () => {
  const warned: string[] = [];
  const exchange = exchangeSecretWith(store, new Slots(store), (_, message) => warned.push(message));
  const answer = await exchange('configured', never, async (current) => {
    expect(current).toBe('configured');
    // Another process, which took this one for dead.
    expect(await store.replacedSecrets.replace('configured', 'theirs', 0)).toBe(true);
    return { answer: 'token', replacement: 'mine' };
  });
  expect(answer).toBe('token');
  expect(warned[0]).toMatch(/had been replaced by another process meanwhile/);
  expect(await store.replacedSecrets.get('configured')).toEqual({ value: 'theirs', version: 1 });
  // One that stays is kept as it is, and another one that is configured begins again.
  await exchange('configured', never, async (current) => ({ answer: current }));
  expect((await store.replacedSecrets.get('configured')).version).toBe(1);
  expect(await store.replacedSecrets.get('another')).toEqual({ value: 'another', version: 0 });
});
