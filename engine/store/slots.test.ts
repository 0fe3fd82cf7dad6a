import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openStore } from './open-store.ts';
import { Slots } from './slots.ts';

const never = new AbortController().signal;
const key = Buffer.alloc(32, 1).toString('base64');
let dir: string;
const store = () => openStore({ dataDir: dir, key });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slots-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A process of its own that takes slots. */
function child(limit: number, times: number, ms: number) {
  const script = join(import.meta.dirname, 'testing', 'slot-child.ts');
  const args = [script, dir, key, limit, times, ms].map(String);
  return spawn(process.execPath, ['--no-warnings', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('no more places are taken than there are, over all processes', async () => {
  await using _made = await store();
  const outputs = await Promise.all([child(2, 5, 60), child(2, 5, 60)].map((c) => text(c.stdout)));
  const held = outputs.flatMap((output) =>
    output
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number) as [number, number]),
  );
  expect(held).toHaveLength(10);
  for (const [began] of held)
    expect(held.filter(([from, to]) => from <= began && began < to).length).toBeLessThanOrEqual(2);
});

test('the place of a process that was killed is free again', async () => {
  await using one = await store();
  const dying = child(1, 1, 0);
  await new Promise((resolve) => dying.stdout.once('data', resolve));
  const slot = new Slots(one).take('warehouse', 1, never);
  dying.kill('SIGKILL');
  await using taken = await slot;
  expect(taken).toBeDefined();
});

test('whoever waits can be stopped, and keeps nobody else from a place', async () => {
  await using one = await store();
  const slots = new Slots(one);
  const held = await slots.take('warehouse', 1, never);
  const controller = new AbortController();
  const waiting = slots.take('warehouse', 1, controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'canceled' });
  const next = slots.take('warehouse', 1, never);
  await held[Symbol.asyncDispose]();
  await (await next)[Symbol.asyncDispose]();
});

test('names have places of their own', async () => {
  await using one = await store();
  const slots = new Slots(one);
  await using one_ = await slots.take('one', 1, never);
  await using two = await slots.take('two', 1, never);
  expect(two).not.toBe(one_);
});
