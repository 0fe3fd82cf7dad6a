import type { Execution } from '../api/documents.ts';
import { timestamp } from '../kit/clock.ts';
import { SyncformError } from '../kit/errors.ts';
import { isActive, noCounts } from '../store/execution-history.ts';
import type { Store } from '../store/store.ts';
import { acquire } from './acquire.ts';
import type { ExecutionBody, ExecutionRequest, ExecutionRunner, RunnerOptions } from './contract.ts';
import { Heartbeat } from './heartbeat.ts';
import { RunningExecution } from './running-execution.ts';
import { onUncaught } from './uncaught.ts';

/** How often to look whether an execution of another process has ended, in ms. */
const lookEvery = 500;

/** The runner of a store's executions. Disposing it cancels what it runs and waits for the end of it. */
export function createRunner(store: Store, options: RunnerOptions = {}): ExecutionRunner {
  return new Runner(store, options);
}

interface Running {
  readonly execution: RunningExecution;
  readonly ended: Promise<Execution>;
}

class Runner implements ExecutionRunner {
  readonly #store: Store;
  readonly #options: RunnerOptions;
  readonly #running = new Map<string, Running>();
  readonly #closing = new AbortController();
  /** Which execution such an error belongs to cannot be known: what it left half-done may be any one's. */
  readonly #watch = onUncaught((error) => {
    for (const { execution } of this.#running.values()) execution.fail(error);
  });

  constructor(store: Store, options: RunnerOptions) {
    this.#store = store;
    this.#options = options;
  }

  get(id: string): Promise<Execution | null> {
    return this.#store.executions.get(id);
  }

  async warnings(id: string): Promise<readonly string[]> {
    const lines = await this.#store.executions.log(id);
    // How an execution ended is in its log as well.
    const error = (await this.get(id))?.error;
    return lines
      .filter(({ level, message }) => level === 'warn' && message !== error)
      .map(({ object, message }) =>
        object === null || message.includes(object) ? message : `${object}: ${message}`,
      );
  }

  list(filter?: Parameters<ExecutionRunner['list']>[0]): Promise<readonly Execution[]> {
    return this.#store.executions.list(filter);
  }

  async start(request: ExecutionRequest, body: ExecutionBody): Promise<Execution> {
    const { clock, random } = this.#store;
    const id = random.uuid();
    let execution: Execution | undefined;
    const lease = await acquire(this.#store, {
      ...request,
      signal: this.#untilClosing(request.signal),
      executionId: id,
      begin: async ({ journal }) => {
        const now = timestamp(clock);
        const row = {
          id,
          type: request.type,
          sync_id: request.syncId,
          name: request.name,
          status: 'running',
          created_at: now,
          started_at: now,
          completed_at: null,
          error: null,
        } as const;
        execution = { ...row, counts: noCounts, objects: [] };
        await journal.begin(row);
      },
    });
    if (!execution) throw new Error('a lease was taken without its execution');
    const running = new RunningExecution(this.#store, this.#options, lease, execution, request.objects ?? []);
    const ended = running.run(body).finally(() => this.#running.delete(id));
    // Whoever waits for the end sees the error; that nobody does is no reason to end the process.
    ended.catch(() => undefined);
    this.#running.set(id, { execution: running, ended });
    return running.snapshot();
  }

  async exclusively<T>(
    syncId: string,
    work: () => Promise<T>,
    options: { readonly lockWaitMs?: number; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const signal = this.#untilClosing(options.signal);
    const lease = await acquire(this.#store, { ...options, syncId, signal, executionId: null });
    let lost: { readonly error: unknown } | undefined;
    const heartbeat = new Heartbeat(this.#store, lease, (error) => {
      lost = { error };
    });
    try {
      const result = await work();
      if (lost) throw lost.error;
      return result;
    } finally {
      heartbeat[Symbol.dispose]();
      this.#store.leases.forget(lease.holder);
      await this.#store.leases.release(lease);
    }
  }

  async cancel(id: string): Promise<void> {
    await this.#store.executions.requestCancel(id);
    this.#running.get(id)?.execution.cancel();
  }

  async ended(id: string, signal?: AbortSignal): Promise<Execution> {
    const cancel = (): void => {
      // Should the store not take the request, the wait goes on anyway.
      this.cancel(id).catch(() => this.#running.get(id)?.execution.cancel());
    };
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await (this.#running.get(id)?.ended ?? this.#endedElsewhere(id));
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new SyncformError('canceled', 'the engine is closing'));
    const running = [...this.#running.values()];
    for (const { execution } of running) execution.cancel();
    await Promise.allSettled(running.map(({ ended }) => ended));
    this.#watch[Symbol.dispose]();
  }

  async #endedElsewhere(id: string): Promise<Execution> {
    for (;;) {
      const execution = await this.#store.executions.get(id);
      if (!execution) throw new SyncformError('not_found', `there is no execution ${id}`);
      if (!isActive(execution.status)) return execution;
      await this.#store.clock.sleep(lookEvery);
    }
  }

  #untilClosing(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }
}
