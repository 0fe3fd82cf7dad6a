import { spawn } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Execution } from '../api/documents.ts';
import { type Clock, systemClock } from '../kit/clock.ts';
import { SyncformError } from '../kit/errors.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { ExecutionBody, ExecutionEvent, ExecutionRunner, RunnerOptions } from './contract.ts';
import { createRunner } from './runner.ts';

let dataDir: string;
let open: AsyncDisposable[];
let store: Store;
let runner: ExecutionRunner;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'syncform-runner-'));
  open = [];
  store = await opened();
  runner = running(store);
});
afterEach(async () => {
  for (const resource of open.reverse()) await resource[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});

/** Another connection to the store: what another process would have. */
async function opened(clock: Clock = systemClock): Promise<Store> {
  const another = await openStore({ dataDir, clock });
  open.push(another);
  return another;
}

function running(on: Store, options?: RunnerOptions): ExecutionRunner {
  const another = createRunner(on, options);
  open.push(another);
  return another;
}

const request = { type: 'bulk_sync', syncId: 's1', name: 'Users' } as const;

async function run(body: ExecutionBody): Promise<Execution> {
  return runner.ended((await runner.start(request, body)).id);
}

/** A body that runs until it is told to stop or to go on. */
function pausing(): { body: ExecutionBody; started: Promise<void>; goOn: () => void } {
  const started = Promise.withResolvers<void>();
  const pause = Promise.withResolvers<void>();
  return {
    started: started.promise,
    goOn: pause.resolve,
    async body({ signal, object }) {
      const users = object('users');
      signal.addEventListener('abort', () => pause.reject(signal.reason));
      started.resolve();
      await pause.promise;
      users.done();
    },
  };
}

async function until<T>(look: () => Promise<T | undefined | false | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await systemClock.sleep(20);
  }
}

describe('an execution', () => {
  it('is answered as running, and ends with the sums of its objects', async () => {
    const events: ExecutionEvent[] = [];
    runner = running(store, { observe: (event) => events.push(event) });
    const objects = [
      { id: 'a', table: 'public.a', estimatedRows: 10 },
      { id: 'b', table: 'public.b' },
      { id: 'c', table: 'public.c' },
    ];
    const started = await runner.start({ ...request, objects }, async ({ object, log }) => {
      const a = object('a');
      a.path('csv → parquet');
      await a.step('load', async () => a.progress({ read: 3, inserted: 2, bytes: 100 }));
      a.progress({ read: 1, updated: 2 });
      a.done();
      object('b').total({ read: 5, inserted: 5 });
      object('d', { table: 'public.d' }).skip('nothing new');
      log('info', 'through');
    });
    expect(started).toMatchObject({ status: 'running', sync_id: 's1', completed_at: null });
    expect(started.objects.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting']);
    const ended = await runner.ended(started.id);
    expect(ended).toMatchObject({
      status: 'completed',
      error: null,
      counts: { read: 9, inserted: 7, updated: 2, deleted: 0, unchanged: 0, rejected: 0, bytes: 100 },
      objects: [
        { id: 'a', table: 'public.a', status: 'completed', step: 'load', estimated_rows: 10 },
        { id: 'b', status: 'completed' },
        { id: 'c', status: 'skipped' },
        { id: 'd', table: 'public.d', status: 'skipped' },
      ],
    });
    expect(ended.completed_at).not.toBeNull();
    expect(await runner.get(started.id)).toEqual(ended);
    expect((await store.executions.log(started.id)).map(({ object, message }) => [object, message])).toEqual([
      ['d', 'nothing new'],
      [null, 'through'],
    ]);
    expect(events[0]?.type).toBe('started');
    expect(events.at(-1)).toEqual({ type: 'ended', execution: ended });
  });

  it('ends with errors when the target refused records', async () => {
    const { status, error } = await run(async ({ object }) => object('a').progress({ read: 2, rejected: 1 }));
    expect({ status, error }).toEqual({
      status: 'errors',
      error: '1 record was refused by the target. See: syncform rejected s1',
    });
  });

  it('fails when its body does, and says why', async () => {
    const ended = await run(async ({ object }) => {
      object('a').done();
      object('b');
      throw new SyncformError('failed', 'no room', { hint: 'Make some.', cause: new Error('ENOSPC') });
    });
    expect(ended).toMatchObject({ status: 'failed', error: 'no room. Make some.' });
    expect(ended.objects.map(({ status }) => status)).toEqual(['completed', 'failed']);
    expect((await store.executions.log(ended.id)).map(({ level }) => level)).toEqual(['error']);
  });

  it('fails when an object does, and names it', async () => {
    const ended = await run(async ({ object }) => {
      object('a').fail(new Error('column gone'));
      object('b').done();
    });
    expect(ended).toMatchObject({ status: 'failed', error: '1 of 2 objects failed. a: column gone' });
  });

  it('says what failed first where letting go failed as well', async () => {
    const ended = await run(() => {
      const full = new SyncformError('failed', 'the disk is full', { hint: 'Make room.' });
      throw new SuppressedError(new Error('the file cannot be closed'), full);
    });
    expect(ended).toMatchObject({ status: 'failed', error: 'the disk is full. Make room.' });
  });

  it('fails, and writes it down, when something fails that nothing was waiting for', async () => {
    store.redactor.learn('hunter22');
    const bodies = [
      // One that respects its signal, and one that waits for what never comes.
      ({ signal }: { readonly signal: AbortSignal }) =>
        new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      () => new Promise<void>(() => {}),
    ];
    const started = await Promise.all(
      bodies.map((body, i) => runner.start({ ...request, syncId: `s${i}` }, body)),
    );
    // As Node does it; a real one would end the process that runs the tests.
    (process as EventEmitter).emit('uncaughtExceptionMonitor', new Error('a stream of hunter22 broke'));
    for (const { id } of started)
      expect(await runner.ended(id)).toMatchObject({
        status: 'failed',
        error: expect.stringMatching(/^something failed unexpectedly: a stream of \*\*\* broke/),
      });
    expect(await run(async () => {})).toMatchObject({ status: 'completed' });
  });

  it('masks secrets in everything it leaves behind', async () => {
    store.redactor.learn('hunter22');
    const ended = await run(async ({ object, log }) => {
      object('a').path('via hunter22');
      log('info', 'as hunter22');
      object('b').fail(new Error('not hunter22'));
      throw new Error('bad hunter22');
    });
    const left = JSON.stringify([ended, await store.executions.log(ended.id)]);
    expect(left).not.toContain('hunter22');
    expect(left).toContain('bad ***');
  });

  it('keeps the newest hundred of a sync', async () => {
    for (let i = 0; i < 102; i++) await run(async ({ log }) => log('info', `${i}`));
    const all = await runner.list({ sync_id: 's1', limit: 1000 });
    expect(all).toHaveLength(100);
    expect((await store.executions.log(all[0]?.id ?? '')).map(({ message }) => message)).toEqual(['101']);
  });

  it('passes the failpoints on its way', async () => {
    const passed: string[] = [];
    runner = running(store, { failpoint: (name) => void passed.push(name) });
    await run(async ({ object, checkpoint, failpoint }) => {
      await object('a').step('load', () => failpoint('inside'));
      await checkpoint('position', async () => undefined);
    });
    expect(passed).toEqual([
      'after:begin',
      'before:load',
      'inside',
      'after:load',
      'before:position',
      'after:position',
      'before:end',
    ]);
  });
});

describe('progress', () => {
  it('is written down with the ticks of the clock, and the rest at the end', async () => {
    const ticks: (() => void)[] = [];
    const clock: Clock = {
      ...systemClock,
      every(ms, tick) {
        if (ms === 200) ticks.push(tick);
        return { [Symbol.dispose]: () => undefined };
      },
    };
    const driven = running(await opened(clock));
    const stage = Promise.withResolvers<void>();
    const { id } = await driven.start(request, async ({ object }) => {
      for (let i = 0; i < 1000; i++) object('a').progress({ read: 1, bytes: 10 });
      await stage.promise;
      object('a').progress({ read: 1 });
    });
    expect((await runner.get(id))?.counts.read).toBe(0);
    for (const tick of ticks) tick();
    const seen = await until(async () => (await runner.get(id))?.objects[0]);
    expect(seen).toMatchObject({ counts: { read: 1000, bytes: 10_000 }, status: 'running' });
    stage.resolve();
    expect((await driven.ended(id)).counts.read).toBe(1001);
  });
});

describe('cancelling', () => {
  it('is noticed when another process asks for it', async () => {
    const { body, started } = pausing();
    const { id } = await runner.start({ ...request, objects: [{ id: 'later', table: 't' }] }, body);
    await started;
    await (await opened()).executions.requestCancel(id);
    expect((await runner.get(id))?.status).toBe('canceling');
    const ended = await runner.ended(id);
    expect(ended).toMatchObject({ status: 'canceled', error: null });
    expect(ended.objects.map(({ status }) => status)).toEqual(['skipped', 'skipped']);
  });

  it('follows the signal of who waits for the end, also in another process', async () => {
    for (const waiting of [runner, running(await opened())]) {
      const { body, started } = pausing();
      const { id } = await runner.start(request, body);
      await started;
      const controller = new AbortController();
      const ended = waiting.ended(id, controller.signal);
      controller.abort();
      expect(await ended).toMatchObject({ id, status: 'canceled' });
    }
  });

  it('is no fault of the objects that it interrupts', async () => {
    const ended = await run(async ({ id, object, signal }) => {
      const users = object('users');
      await runner.cancel(id);
      users.fail(signal.reason);
    });
    expect(ended).toMatchObject({ status: 'canceled', error: null });
    expect(ended.objects.map(({ status }) => status)).toEqual(['skipped']);
  });

  it('leaves an execution that was through as it is', async () => {
    const { id } = await run(async () => undefined);
    await runner.cancel(id);
    expect(await runner.get(id)).toMatchObject({ status: 'completed' });
    await expect(runner.cancel('none')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('comes with the closing of the engine', async () => {
    const { body } = pausing();
    const { id } = await runner.start(request, body);
    await runner[Symbol.asyncDispose]();
    expect(await store.executions.get(id)).toMatchObject({ status: 'canceled' });
    await expect(runner.start(request, body)).rejects.toMatchObject({ code: 'canceled' });
  });
});

describe('two executions of a sync', () => {
  it('run one after the other', async () => {
    const first = pausing();
    const { id } = await runner.start(request, first.body);
    await first.started;
    const second = running(await opened()).start(request, async () => undefined);
    await expect(runner.start({ ...request, lockWaitMs: 0 }, first.body)).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringMatching(
        `"Users" \\(s1\\) is being run by process ${process.pid} on ${hostname()} since 20`,
      ),
      hint: `Wait for it to end, or stop it with: syncform cancel ${id}`,
    });
    await expect(runner.exclusively('s1', async () => 1, { lockWaitMs: 0 })).rejects.toThrow(
      /is being run by/,
    );
    expect(await runner.list({ active: true })).toMatchObject([{ id }]);
    first.goOn();
    expect(await runner.ended(id)).toMatchObject({ status: 'completed' });
    expect((await second).id).not.toBe(id);
  });

  it('keep out of the way of a change of the definition', async () => {
    const work = Promise.withResolvers<string>();
    const changed = runner.exclusively('s1', () => work.promise);
    await until(() => store.leases.heldBy('s1'));
    const { body } = pausing();
    await expect(runner.start({ ...request, lockWaitMs: 0 }, body)).rejects.toThrow(/is being changed by/);
    await runner.ended((await runner.start({ ...request, syncId: 's2' }, async () => undefined)).id);
    work.resolve('changed');
    expect(await changed).toBe('changed');
    expect(await run(async () => undefined)).toMatchObject({ status: 'completed' });
  });

  it('give up waiting when told to', async () => {
    const { body, goOn } = pausing();
    await runner.start(request, body);
    const controller = new AbortController();
    const waiting = runner.start({ ...request, signal: controller.signal }, body);
    controller.abort(new Error('stop waiting'));
    await expect(waiting).rejects.toThrow('stop waiting');
    goOn();
  });
});

describe('a process that died', () => {
  async function killedAt(failpoint: string): Promise<void> {
    const script = join(import.meta.dirname, 'testing/run-and-be-killed.ts');
    const child = spawn(process.execPath, [script, dataDir, 's1'], {
      env: { ...process.env, SYNCFORM_KILL_AT: failpoint },
      stdio: 'inherit',
    });
    const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
    expect(signal).toBe('SIGKILL');
  }

  it('leaves an execution that reads as interrupted, and is taken over', async () => {
    await killedAt('before:load:2');
    const [left] = await runner.list();
    expect(left).toMatchObject({
      status: 'interrupted',
      counts: { read: 1 },
      objects: [{ id: 'users', status: 'failed', step: 'load' }],
    });
    expect(await runner.list({ active: true })).toEqual([]);
    expect(await runner.ended(left?.id ?? '')).toEqual(left);
    expect(await store.positions.get('s1', 'users')).toMatchObject({ batch_id: '1' });

    expect(await run(async () => undefined)).toMatchObject({ status: 'completed' });
    const stored = new DatabaseSync(join(dataDir, 'syncform.db'));
    open.push({ [Symbol.asyncDispose]: async () => stored.close() });
    expect(stored.prepare('select status from executions where id = ?').get(left?.id ?? '')).toEqual({
      status: 'interrupted',
    });
    expect(stored.prepare('select token from leases').get()).toEqual({ token: 2 });
  });

  it('has its checkpoint if it had come past it', async () => {
    await killedAt('after:position:2');
    expect(await store.positions.get('s1', 'users')).toMatchObject({ batch_id: '2' });
  });

  it('is believed alive on another machine until its lease expires; then it is fenced off', async () => {
    const first = Promise.withResolvers<void>();
    const { id } = await runner.start(request, async ({ checkpoint, object }) => {
      object('users');
      await first.promise;
      await checkpoint('position', ({ positions }) => positions.clear('s1'));
    });
    const stored = new DatabaseSync(join(dataDir, 'syncform.db'));
    open.push({ [Symbol.asyncDispose]: async () => stored.close() });
    stored.exec("update leases set machine = 'another', hostname = 'elsewhere'");
    const { body, goOn } = pausing();
    const other = running(await opened());
    await expect(other.start({ ...request, lockWaitMs: 0 }, body)).rejects.toThrow(/on elsewhere since/);
    stored.exec('update leases set expires_at = 0');
    const taken = await other.start({ ...request, lockWaitMs: 0 }, body);
    first.resolve();
    expect(await runner.ended(id)).toMatchObject({ status: 'interrupted' });
    goOn();
    expect(await other.ended(taken.id)).toMatchObject({ status: 'completed' });
  });
});
