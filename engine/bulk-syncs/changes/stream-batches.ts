import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ChangeEvent, ChangeStream, ChangesFacet, Commit, Following } from '../../contract/changes.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import type { FollowRun } from '../bulk-sync-run.ts';
import { ChangeBatch } from './change-batch.ts';
import type { FollowedTable } from './followed-table.ts';
import { loadBatch } from './load-batch.ts';
import { type StreamState, writeStreamState } from './stream-state.ts';

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

/** How far a stream was followed. */
export interface StreamEnd {
  /** Objects that have to be read again before the stream can go on. */
  readonly again: ReadonlySet<string>;
  /** Whether it came to its end; else it is to be followed on. */
  readonly isAtEnd: boolean;
}

/** What comes of a stream, in batches: each is gathered, closed and loaded, and then the stream's position moves. */
export class StreamBatches implements AsyncDisposable {
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
  /** Whether the stream is to be followed again from where it is. */
  #isCut = false;
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
    this.#batchMs = run.destination.can('load').appendsOnly ? APPENDED_BATCH_MS : BATCH_MS;
    this.#context = context;
    this.#state = state;
    this.#reached = state.position;
    this.#forced = state.pending;
    this.#batch = this.#newBatch(state.position);
    this.#advancedAt = context.clock.now();
  }

  async run(): Promise<StreamEnd> {
    const events = this.#following.events[Symbol.asyncIterator]();
    const nextEvents = () => {
      const next = events.next();
      // Whoever stops waiting for it hears of a failure from elsewhere.
      next.catch(() => undefined);
      return next;
    };
    let next = nextEvents();
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
        if (this.#again.size > 0 || this.#isCut) break;
      }
      if (this.#again.size > 0 || this.#isCut || this.#isOver()) break;
      next = nextEvents();
    }
    if (this.#again.size === 0 && this.#batch.isWhole) await this.#close();
    await this.#loaded();
    if (this.#again.size === 0 && this.#batch.isEmpty) await this.#advance();
    return { again: this.#again, isAtEnd: this.#again.size === 0 && !this.#isCut };
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
    if (this.#forced !== null && this.#request.changes.compare(event.position, this.#forced) >= 0) {
      await this.#endAsBefore(event, this.#forced);
      return;
    }
    this.#batch.commit(event);
    this.#reached = event.position;
    if (this.#isFull()) await this.#close();
    else if (this.#batch.isEmpty && this.#batch.altered.size === 0) await this.#advanceNowAndThen();
  }

  /**
   * The stream has come to where the first batch ended before a crash, or beyond: where objects are not followed any more,
   * the transaction at that end may have nothing to say. What is beyond is left to the next batch, and comes again.
   */
  async #endAsBefore(commit: Commit, end: string): Promise<void> {
    const isBeyond = this.#request.changes.compare(commit.position, end) > 0;
    if (isBeyond && this.#batch.isOpen) {
      this.#batch.cut();
      this.#isCut = true;
    } else this.#batch.commit(commit);
    this.#reached = end;
    this.#batch.endAt(end);
    await this.#close();
  }

  #isOver(): boolean {
    return this.#request.isOver() && !this.#batch.isOpen && this.#forced === null;
  }

  /** Whether the batch ends with the transaction that has just ended. */
  #isFull(): boolean {
    const batch = this.#batch;
    if (batch.altered.size > 0) return true;
    if (this.#forced !== null || batch.isEmpty) return false;
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
      this.#context.log('info', `${reason}: it is read again`, id);
    }
    await batch.close();
    await this.#loaded();
    this.#batch = this.#newBatch(batch.to);
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
    // It may have moved since the batch was begun, where no changes came for a while.
    batch.from = this.#state.position;
    if (!batch.isEmpty) {
      const { transactions, reserved } = this.#state;
      await batch.writeCommits(transactions);
      await this.#note(
        {
          ...this.#state,
          pending: batch.to,
          reserved: Math.max(reserved, transactions + batch.commits.length),
        },
        'pending-changes',
      );
    }
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
    const { reserved } = this.#state;
    await this.#note({ ...this.#state, position, pending: null, transactions: reserved }, 'changes');
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
