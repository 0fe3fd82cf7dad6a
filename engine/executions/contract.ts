import type { Execution, ExecutionCounts } from '../api/documents.ts';
import type { Executions } from '../api/engine-api.ts';
import type { Clock } from '../kit/clock.ts';
import type { LogLine } from '../store/executions.ts';
import type { Repositories } from '../store/store.ts';

/** What is to run, and on which objects. */
export interface ExecutionRequest {
  readonly type: Execution['type'];
  readonly syncId: string;
  /** The sync's name, for people. */
  readonly name: string;
  /** The objects that are known beforehand; `ExecutionContext.object` adds others. */
  readonly objects?: readonly ObjectRequest[];
  /** How long to wait for another execution of the same sync, in ms; default 60,000. */
  readonly lockWaitMs?: number;
  /** Ends the wait for another execution. Once this one has begun, `cancel` stops it. */
  readonly signal?: AbortSignal | undefined;
}

export interface ObjectRequest {
  readonly id: string;
  readonly table: string;
  readonly estimatedRows?: number | null | undefined;
}

/** How one object of an execution fares. Every call is cheap: it changes memory, which is written down a few times a second. */
export interface ObjectReporter {
  /** The sums so far. */
  readonly counts: ExecutionCounts;
  /**
   * Runs a named step of the object: throws if the execution is to stop, shows the name as the object's step, and passes
   * the failpoints `before:<name>` and `after:<name>`.
   */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Adds to the counts. */
  progress(delta: Partial<ExecutionCounts>): void;
  /** Sets counts, for figures known only as totals: a batch that an earlier execution had committed. */
  total(counts: Partial<ExecutionCounts>): void;
  /** How the rows travel, and why. */
  path(text: string): void;
  estimate(rows: number | null): void;
  done(): void;
  /** Ends it with nothing to do; the reason goes into the log. */
  skip(reason?: string): void;
  /** Ends it at fault, and the execution with it, once its other objects have ended; unless all were told to stop. */
  fail(error: unknown): void;
}

/** What the body of an execution works with. */
export interface ExecutionContext {
  readonly id: string;
  readonly syncId: string;
  /** Fires when the execution is cancelled, or has lost its lease; the reason is a SyncformError. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The reporter of an object; made on first use, for which `table` must then be known. Marks it as running. */
  object(id: string, request?: Omit<ObjectRequest, 'id'>): ObjectReporter;
  log(level: LogLine['level'], message: string, object?: string): void;
  /**
   * Writes to the store in one transaction that holds only if this execution still holds its sync's lease; throws
   * `locked` otherwise. Passes the failpoints `before:<name>` and `after:<name>`. Positions and ledgers move here and
   * nowhere else.
   */
  checkpoint<T>(name: string, work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** A named point at which a test may stop the world: throw, wait or kill the process. Costs nothing otherwise. */
  failpoint(name: string): Promise<void>;
}

/** Does the execution's work. Throwing fails it, as does `fail` on any of its objects. */
export type ExecutionBody = (context: ExecutionContext) => Promise<void>;

/** Called at every failpoint. */
export type Failpoint = (name: string) => void | Promise<void>;

/** What an observer of the runner is told, as it is written to the store: secrets are masked already. */
export type ExecutionEvent =
  | { readonly type: 'started' | 'progress' | 'ended'; readonly execution: Execution }
  | { readonly type: 'log'; readonly execution_id: string; readonly name: string; readonly line: LogLine };

export interface RunnerOptions {
  readonly failpoint?: Failpoint | undefined;
  /** Must not throw. */
  readonly observe?: ((event: ExecutionEvent) => void) | undefined;
}

/** Runs executions, one at a time per sync over every process that uses the store. */
export interface ExecutionRunner extends Executions, AsyncDisposable {
  /**
   * Takes the sync's lease, writes the execution down, starts its body and answers it as running. While another execution
   * of the sync runs, waits; then throws `locked`, saying which process on which host runs it since when. What a dead
   * process left is taken over, its execution marked `interrupted`.
   */
  start(request: ExecutionRequest, body: ExecutionBody): Promise<Execution>;
  /** Holds a sync's lease for work that is no execution: changing or deleting the definition. Waits like `start`. */
  exclusively<T>(
    syncId: string,
    work: () => Promise<T>,
    options?: { readonly lockWaitMs?: number; readonly signal?: AbortSignal | undefined },
  ): Promise<T>;
}
