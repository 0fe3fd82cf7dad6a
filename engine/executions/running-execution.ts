import type { Execution } from '../api/documents.ts';
import { timestamp } from '../kit/clock.ts';
import { isLocked, SyncformError } from '../kit/errors.ts';
import type { Lease } from '../store/leases.ts';
import type { Repositories, Store } from '../store/store.ts';
import { lostLease } from './acquire.ts';
import type {
  ExecutionBody,
  ExecutionContext,
  ObjectReporter,
  ObjectRequest,
  RunnerOptions,
} from './contract.ts';
import { Heartbeat } from './heartbeat.ts';
import { objectReporter } from './object-reporter.ts';
import { outcomeOf, settled } from './outcome.ts';
import { Recorder } from './recorder.ts';

/** How often to look whether another process has asked for the execution to stop, in ms. */
const lookEvery = 500;

/** How often an execution's end is tried to be written to a store that another process keeps busy. */
const END_ATTEMPTS = 4;

/** How long an execution that was failed from outside may take to wind up its work before its end is written, in ms. */
const FAIL_LIMIT_MS = 5_000;

/** An execution that this process runs, from the taken lease to its end in the store. */
export class RunningExecution {
  readonly #store: Store;
  readonly #options: RunnerOptions;
  readonly #lease: Lease;
  readonly #controller = new AbortController();
  readonly #recorder: Recorder;
  readonly #execution: Execution;
  readonly #reporters = new Map<string, ObjectReporter>();
  readonly #givenUp = Promise.withResolvers<never>();

  constructor(
    store: Store,
    options: RunnerOptions,
    lease: Lease,
    execution: Execution,
    objects: readonly ObjectRequest[],
  ) {
    this.#store = store;
    this.#options = options;
    this.#lease = lease;
    this.#execution = execution;
    this.#recorder = new Recorder({
      store,
      execution,
      observe: options.observe,
      onFailure: (error) => this.#stopOnFailure(error),
    });
    for (const object of objects) this.#recorder.add(object);
  }

  /** The execution as it stands. */
  snapshot(): Execution {
    return this.#recorder.execution();
  }

  cancel(): void {
    this.#controller.abort(new SyncformError('canceled', 'the execution was cancelled'));
  }

  /**
   * Fails it, whatever its body does: that is told to stop, and after seconds waited for no longer, for it may wait for
   * what never comes. It cannot commit anything any more once the end is written.
   */
  fail(error: SyncformError): void {
    this.#controller.abort(error);
    const timer = setTimeout(() => this.#givenUp.reject(error), FAIL_LIMIT_MS);
    timer.unref();
  }

  /** Runs the body and writes down how it ended. Throws only when that cannot be written. */
  async run(body: ExecutionBody): Promise<Execution> {
    const { clock } = this.#store;
    const heartbeat = new Heartbeat(this.#store, this.#lease, (error) => this.#controller.abort(error));
    const look = clock.every(lookEvery, () => void this.#lookForCancel());
    this.#options.observe?.({ type: 'started', execution: this.snapshot() });
    let thrown: { readonly error: unknown } | undefined;
    try {
      await this.#failpoint('after:begin');
      await Promise.race([body(this.#context()), this.#givenUp.promise]);
      await this.#failpoint('before:end');
    } catch (error) {
      thrown = { error };
    }
    look[Symbol.dispose]();
    try {
      await this.#end(thrown);
    } finally {
      heartbeat[Symbol.dispose]();
      this.#store.leases.forget(this.#lease.holder);
    }
    const ended = (await this.#store.executions.get(this.#execution.id)) ?? this.snapshot();
    this.#options.observe?.({ type: 'ended', execution: ended });
    return ended;
  }

  async #end(thrown: { readonly error: unknown } | undefined): Promise<void> {
    const { redactor, clock } = this.#store;
    const outcome = outcomeOf(this.snapshot(), thrown, this.#controller.signal);
    for (const object of this.#recorder.objects.values()) {
      const end = settled(object, outcome);
      if (!end) continue;
      const error = end.error === null ? null : redactor.mask(end.error);
      Object.assign(object, { ...end, error, completed_at: timestamp(clock) });
      this.#recorder.changed(object);
    }
    if (outcome.error !== null) {
      this.#recorder.log(outcome.status === 'failed' ? 'error' : 'warn', outcome.error, null);
    }
    await this.#recorder.stop();
    const { objects, lines } = this.#recorder.pending();
    const { id } = this.#execution;
    const write = () =>
      this.#store.transaction(async ({ leases, journal }) => {
        // Whoever took the lease over has marked this execution as interrupted, and that stands.
        if (!(await leases.stillHeld(this.#lease))) return;
        await journal.write(id, objects, lines);
        await journal.finish(id, outcome.status, outcome.error);
        await leases.release(this.#lease);
      });
    for (let attempt = 1; ; attempt++) {
      try {
        await write();
        return;
      } catch (error) {
        // An end that is not written down reads as if the process had died.
        if (attempt === END_ATTEMPTS || !isLocked(error)) throw error;
      }
    }
  }

  #context(): ExecutionContext {
    const { id, sync_id } = this.#execution;
    return {
      id,
      syncId: sync_id,
      signal: this.#controller.signal,
      clock: this.#store.clock,
      object: (object, request) => this.#object(object, request),
      log: (level, message, object) => this.#recorder.log(level, message, object ?? null),
      checkpoint: (name, work) => this.#checkpoint(name, work),
      failpoint: (name) => this.#failpoint(name),
    };
  }

  #object(id: string, request: Omit<ObjectRequest, 'id'> | undefined): ObjectReporter {
    const known = this.#reporters.get(id);
    if (known) return known;
    const object = this.#recorder.objects.get(id) ?? this.#recorder.add({ table: id, ...request, id });
    const reporter = objectReporter(object, this.#recorder, this.#store, {
      signal: this.#controller.signal,
      failpoint: (name) => this.#failpoint(name),
    });
    this.#reporters.set(id, reporter);
    return reporter;
  }

  async #checkpoint<T>(name: string, work: (repositories: Repositories) => Promise<T>): Promise<T> {
    await this.#failpoint(`before:${name}`);
    const result = await this.#store.transaction(async (repositories) => {
      if (!(await repositories.leases.stillHeld(this.#lease))) throw lostLease(this.#lease.resource);
      return work(repositories);
    });
    await this.#failpoint(`after:${name}`);
    return result;
  }

  async #failpoint(name: string): Promise<void> {
    if (this.#options.failpoint) await this.#options.failpoint(name);
  }

  async #lookForCancel(): Promise<void> {
    try {
      if ((await this.#store.journal.status(this.#execution.id)) === 'canceling') this.cancel();
    } catch (error) {
      this.#stopOnFailure(error);
    }
  }

  /** A store that cannot be written ends the execution, except that a busy one is tried again. */
  #stopOnFailure(error: unknown): void {
    if (!isLocked(error)) this.#controller.abort(error);
  }
}
