import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Portion } from '../contract/budgets.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';

/* What an account may ask is one budget, however many processes ask. */

const run = promisify(execFile);
const key = Buffer.alloc(32, 1).toString('base64');

let dir: string;
let store: Store;
let server: Server;
let asked: number;
let retryAfter: string | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'budget-'));
  store = await openStore({ dataDir: dir, key });
  [asked, retryAfter] = [0, undefined];
  server = createServer((_, response) => {
    asked++;
    if (retryAfter === undefined) return response.end('{}');
    return response.writeHead(429, { 'retry-after': retryAfter }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await store[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true, force: true });
});

async function process_(times: number, perDay: number | '') {
  const child = join(import.meta.dirname, 'testing', 'budget-child.ts');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { stdout } = await run(process.execPath, [
    '--no-warnings',
    child,
    dir,
    key,
    address,
    String(times),
    String(perDay),
  ]);
  return JSON.parse(stdout) as { answered: number; why: string };
}

test('two processes together send no more requests in a day than their account may', async () => {
  const [one, other] = await Promise.all([process_(40, 50), process_(40, 50)]);
  expect(one.answered + other.answered).toBe(asked);
  expect(asked).toBeLessThanOrEqual(50);
  // What the first to stop could not have was the other's: nothing but that is left for a third.
  const third = await process_(80, 50);
  expect(asked).toBe(50);
  expect(third.why).toMatch(/the 50 requests that the account may make in a day are used up/);
  const file = await readFile(join(dir, 'syncform.db'));
  expect(file.includes('the account')).toBe(false);
});

test('what a busy system asks of one process holds for the next', async () => {
  retryAfter = '3600';
  expect((await process_(1, '')).answered).toBe(1);
  retryAfter = undefined;
  const { answered, why } = await process_(1, '');
  expect([asked, answered]).toEqual([1, 0]);
  expect(why).toMatch(/the system wants no request of the account before 2/);
});

test('two that take from one budget never get the same moment', async () => {
  const limits = { perSecond: 10, perDay: 1000 };
  const other = await openStore({ dataDir: dir, key });
  const portions: Portion[] = [];
  for (let n = 0; n < 20; n++)
    portions.push(await (n % 2 ? store : other).budgets.take('an account', limits));
  await other[Symbol.asyncDispose]();
  const sorted = portions.toSorted((a, b) => a.from - b.from);
  for (const [i, { from, count, every }] of sorted.entries())
    expect(sorted[i + 1]?.from ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(
      from + count * every - 0.001,
    );
  expect(sorted.reduce((sum, { count }) => sum + count, 0)).toBe(100);
});
