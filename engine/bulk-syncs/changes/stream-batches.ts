import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ChangeEvent, ChangeStream, ChangesFacet, Following } from '../../connectors/changes.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import { ChangeBatch } from './change-batch.ts';
import type { FollowRun } from './follow-changes.ts';
import { type FollowedTable, followedObject } from './followed-table.ts';
import { loadBatch } from './load-batch.ts';
import { readStreamState, type StreamState, writeStreamState } from './stream-state.ts';

/** A batch is closed this long after its first change, in ms, unless the one before is still being loaded. */
const BATCH_MS = 1000;
/** The same of a destination that every batch adds files to, which are to be few. */
const APPENDED_BATCH_MS = 10_000;
/** A batch is closed at the first commit beyond this size, in bytes of text. */
const BATCH_BYTES = 32 * 1024 * 1024;
/** How often the source is told of positions that no change led to, in ms. */
const ADVANCE_MS = 10_000;

export interface StreamRequest {
  readonly changes: ChangesFacet;
  readonly stream: ChangeStream;
  /** By object. Those that fail are taken out. */
  readonly tables: Map<string, FollowedTable>;
  /** Where to end; undefined goes on for ever. */
  readonly until: string | undefined;
  /** Whether to end at the next occasion, wherever the stream is. */
  isOver(): boolean;
  /** How far the stream has come, for people. */
  describe(position: string): string;
}

/**
 * Follows the stream from where the destination is, and loads what comes in batches of whole transactions; one is loaded
 * while the next one is gathered. Answers the objects that have to be read anew before the stream can go on, if any.
 */
export async function streamBatches(
  run: FollowRun,
  request: StreamRequest,
  context: ExecutionContext,
): Promise<ReadonlySet<string>> {
  const state = await readStreamState(run.store.positions, run.sync.id);
  if (!state) throw new Error(`stream ${run.sync.id} was not prepared`);
  const { changes, until } = request;
  const end =
    until !== undefined && state.pending !== null && changes.compare(state.pending, until) > 0
      ? state.pending
      : until;
  if (end !== undefined && state.pending === null && changes.compare(state.position, end) >= 0)
    return new Set();
  await using following = await changes.follow(
    {
      stream: request.stream,
      objects: [...request.tables.values()].map(followedObject),
      from: state.position,
      ...(end === undefined ? {} : { until: end }),
    },
    context.signal,
  );
  await using batches = new Batches(run, request, following, state, context);
  return await batches.run();
}

class Batches implements AsyncDisposable {
  readonly #run: FollowRun;
  readonly #request: StreamRequest;
  readonly #following: Following;
  readonly #batchMs: number;
  readonly #context: ExecutionContext;
  #state: StreamState;
  #batch: ChangeBatch;
  /** How far the stream has come, with and without changes. */
  #reached: string;
  /** Where the first batch has to end, as it did before a crash. */
  #forced: string | null;
  #loading: Promise<void> | undefined;
  #isLoading = false;
  #failure: { readonly error: unknown } | undefined;
  #advancedAt: number;
  readonly #again = new Set<string>();
  /** The destination's batches of the last batch of each object. */
  readonly #last = new Map<string, readonly string[]>();

  constructor(
    run: FollowRun,
    request: StreamRequest,
    following: Following,
    state: StreamState,
    context: ExecutionContext,
  ) {
    this.#run = run;
    this.#request = request;
    this.#following = following;
    this.#batchMs = run.destination.facet('load').appendsOnly ? APPENDED_BATCH_MS : BATCH_MS;
    this.#context = context;
    this.#state = state;
    this.#reached = state.position;
    this.#forced = state.pending;
    this.#batch = this.#newBatch(state.position);
    this.#advancedAt = context.clock.now();
  }

  async run(): Promise<ReadonlySet<string>> {
    const events = this.#following.events[Symbol.asyncIterator]();
    let next = events.next();
    for (;;) {
      const got = await this.#nextOrDue(next);
      if (this.#failure) throw this.#failure.error;
      if (got === 'due') {
        await this.#close();
        continue;
      }
      if (got.done) break;
      for (const event of got.value) {
        await this.#take(event);
        // What came after that is dropped here, and comes again.
        if (this.#again.size > 0) break;
      }
      if (this.#again.size > 0 || (this.#request.isOver() && !this.#batch.isOpen)) break;
      next = events.next();
    }
    if (this.#again.size === 0 && this.#batch.isWhole) await this.#close();
    await this.#loaded();
    if (this.#again.size === 0 && this.#batch.isEmpty) await this.#advance();
    return this.#again;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loading;
    await this.#batch[Symbol.asyncDispose]();
  }

  async #take(event: ChangeEvent): Promise<void> {
    if (event.type === 'altered') {
      this.#batch.altered.set(event.object, event.reason);
      return;
    }
    if (event.type !== 'commit') {
      if (!this.#again.has(event.object)) await this.#batch.add(event, this.#context.clock.now());
      return;
    }
    this.#batch.commit(event);
    this.#reached = event.position;
    if (this.#isFull(event.position)) await this.#close();
    else if (this.#batch.isEmpty && this.#batch.altered.size === 0) await this.#advanceNowAndThen();
  }

  /** Whether the batch ends with the transaction that has just ended. */
  #isFull(position: string): boolean {
    const batch = this.#batch;
    const isForced = this.#forced !== null;
    if (this.#forced !== null && this.#request.changes.compare(position, this.#forced) >= 0) return true;
    if (batch.altered.size > 0) return true;
    if (isForced || batch.isEmpty) return false;
    return batch.bytes >= BATCH_BYTES || (!this.#isLoading && this.#age >= this.#batchMs);
  }

  get #age(): number {
    const { since } = this.#batch;
    return since === undefined ? 0 : this.#context.clock.now() - since;
  }

  /** What comes next, unless it is time to close the batch before that. */
  async #nextOrDue<T>(next: Promise<T>): Promise<T | 'due'> {
    if (!this.#batch.isWhole || this.#forced !== null) return next;
    const waiting = new AbortController();
    const due = async () => {
      await this.#loading;
      const signal = AbortSignal.any([waiting.signal, this.#context.signal]);
      await this.#context.clock.sleep(Math.max(0, this.#batchMs - this.#age), signal).catch(() => undefined);
      return 'due' as const;
    };
    try {
      return await Promise.race([next, due()]);
    } finally {
      waiting.abort();
    }
  }

  /** Ends the batch and begins to load it, once the one before is loaded. */
  async #close(): Promise<void> {
    const batch = this.#batch;
    this.#forced = null;
    for (const [id, reason] of batch.altered) {
      this.#again.add(id);
      this.#context.log('info', `${reason}: it is read anew`, id);
    }
    await batch.close();
    await this.#loaded();
    this.#batch = this.#newBatch(batch.isEmpty ? this.#state.position : batch.to);
    this.#isLoading = true;
    this.#loading = this.#load(batch).then(
      () => {
        this.#isLoading = false;
      },
      (error: unknown) => {
        this.#failure ??= { error };
      },
    );
    if (this.#again.size > 0) await this.#loaded();
  }

  async #load(batch: ChangeBatch): Promise<void> {
    await using _batch = batch;
    if (!batch.isEmpty) await this.#note({ ...this.#state, pending: batch.to }, 'pending-changes');
    const stopped = await loadBatch(this.#run, batch, this.#last, this.#context);
    for (const { object, isAtFault } of stopped) {
      if (isAtFault) this.#request.tables.delete(object);
      else this.#again.add(object);
    }
    await this.#moveTo(batch.to);
  }

  /** Waits for the batch that is being loaded. */
  async #loaded(): Promise<void> {
    await this.#loading;
    this.#loading = undefined;
    if (this.#failure) throw this.#failure.error;
  }

  async #advanceNowAndThen(): Promise<void> {
    if (this.#isLoading || this.#context.clock.now() - this.#advancedAt < ADVANCE_MS) return;
    await this.#advance();
  }

  /** Notes how far the stream has come without changes. */
  async #advance(): Promise<void> {
    this.#advancedAt = this.#context.clock.now();
    if (this.#request.changes.compare(this.#reached, this.#state.position) > 0)
      await this.#moveTo(this.#reached);
  }

  /** The destination holds all up to there: first the store says so, then the source is told. */
  async #moveTo(position: string): Promise<void> {
    await this.#note({ ...this.#state, position, pending: null }, 'changes');
    for (const { reporter } of this.#request.tables.values()) reporter.path(this.#request.describe(position));
    await this.#following.acknowledge(position);
  }

  async #note(state: StreamState, checkpoint: string): Promise<void> {
    await this.#context.checkpoint(checkpoint, ({ positions }) =>
      writeStreamState(positions, this.#run.sync.id, state),
    );
    this.#state = state;
  }

  #newBatch(from: string): ChangeBatch {
    const folder = join(this.#run.host.tempDir, `changes-${randomUUID()}`);
    return new ChangeBatch(from, folder, this.#request.tables);
  }
}
