import type { ChangeStream, ChangesFacet } from '../../contract/changes.ts';
import { changeOfPlace, placeOf } from '../../contract/place.ts';
import type { ExecutionContext, ObjectReporter } from '../../executions/contract.ts';
import { changeTable } from '../../executions/load-with-change.ts';
import { countedRows, noteRows } from '../../executions/row-counts.ts';
import { SyncformError } from '../../kit/errors.ts';
import { forEachAtMost } from '../../kit/mutex.ts';
import type { FollowRun } from '../bulk-sync-run.ts';
import { tableOf } from '../move-object.ts';
import type { ObjectBlueprint } from '../plan-object.ts';
import { countedTable, isCounted, standingOf } from '../standing.ts';
import { followStream } from './follow-stream.ts';
import { type FollowedTable, followedTable } from './followed-table.ts';
import { snapshotObject } from './snapshot-object.ts';
import {
  clearStreamState,
  followedFrom,
  newStreamState,
  readStreamState,
  writeStreamState,
} from './stream-state.ts';
import { StreamWatch } from './watch-stream.ts';

/**
 * Follows the changes of a bulk sync's objects: reads those whole that are new to the stream, then loads what changed, in
 * batches, until it has caught up with what was committed when it began, or for ever in a continuous run.
 */
export async function followChanges(
  run: FollowRun,
  objects: readonly ObjectBlueprint[],
  context: ExecutionContext,
): Promise<void> {
  const follower = new Follower(run, objects, context);
  await follower.prepare();
  await follower.follow();
}

/**
 * Milliseconds. A continuous run that goes on without an object, because the object failed, ends after this time. The next run
 * tries the object again.
 */
const RETRY_MS = 60_000;

class Follower {
  readonly #run: FollowRun;
  readonly #context: ExecutionContext;
  readonly #changes: ChangesFacet;
  readonly #stream: ChangeStream;
  /** Objects to be read whole before they are followed. */
  readonly #waiting = new Map<string, ObjectBlueprint>();
  readonly #tables = new Map<string, FollowedTable>();
  #until: string | undefined;
  #faultSince: number | undefined;
  /** In ms since 1970. */
  readonly #begun: number;

  constructor(run: FollowRun, objects: readonly ObjectBlueprint[], context: ExecutionContext) {
    this.#run = run;
    this.#context = context;
    this.#begun = context.clock.now();
    this.#changes = run.source.facet('changes');
    this.#stream = {
      id: run.sync.id,
      objects: objects.map(({ object }) => object.id),
      configuration: run.sync.source.configuration ?? {},
    };
    for (const object of objects) this.#waiting.set(object.object.id, object);
  }

  /** Makes the stream, and says of each object whether it can be followed from where it is. */
  async prepare(): Promise<void> {
    const { sync, store, source, resync, only, releaseStream } = this.#run;
    const { signal } = this.#context;
    const isFresh = resync && !only;
    const stored = await readStreamState(store.positions, sync.id);
    if (stored && stored.connection_id !== source.id)
      await releaseStream((message) => this.#context.log('warn', message));
    const moved = stored?.connection_id === source.id ? changeOfPlace(stored.place, source) : undefined;
    if (moved) this.#warnOfMove(moved);
    const state = stored?.connection_id === source.id && !moved && !isFresh ? stored : null;
    if (isFresh) {
      await this.#context.checkpoint('stream', ({ positions }) => clearStreamState(positions, sync.id));
      await this.#changes.release(sync.id, signal);
    }
    const position = await this.#prepareFrom(state?.position ?? null);
    if (!state)
      await this.#context.checkpoint('stream', async ({ positions }) => {
        await clearStreamState(positions, sync.id);
        await writeStreamState(
          positions,
          sync.id,
          newStreamState(source.id, placeOf(source), position, this.#context.clock.now()),
        );
      });
    for (const [id, object] of this.#waiting) {
      const isAsked = resync && (only?.has(id) ?? true);
      const isReady = state !== null && !isAsked && object.change.action === 'none';
      const last = await store.positions.get(sync.id, id);
      const from = isReady ? followedFrom(last, object.version) : null;
      if (from === null) continue;
      // A batch that is pending may have taken the last one's place at the destination.
      const isSettled = state?.pending === null;
      if (isSettled && !(await standingOf(this.#run, object, last, this.#context)).isHeld) continue;
      this.#waiting.delete(id);
      this.#tables.set(id, followedTable(object, from, this.#reporter(object)));
    }
    for (const { blueprint } of this.#tables.values()) await this.#makeHistory(blueprint);
    if (only) for (const id of this.#waiting.keys()) if (!only.has(id)) this.#waiting.delete(id);
    await this.#forgetUnfollowed();
    if (!this.#run.continuous) this.#until = await this.#changes.head(signal);
  }

  #warnOfMove(moved: string): void {
    this.#context.log(
      'warn',
      `${moved}: everything is read whole, and the changes there are followed. ` +
        `Where it led before, the log may be kept for bulk sync ${this.#run.sync.id} until that is dropped by hand; what is kept is named after this id`,
    );
  }

  /**
   * The stream goes on without the objects that are not followed now: only a reading again can bring them back, also where
   * a later plan is the one that they were read under.
   */
  async #forgetUnfollowed(): Promise<void> {
    const { sync, store } = this.#run;
    const stored = await store.positions.list(sync.id);
    const left = stored.filter(
      ({ object, cursor }) => cursor?.kind === 'followed' && !this.#tables.has(object),
    );
    if (left.length === 0) return;
    await this.#context.checkpoint('unfollowed', async ({ positions }) => {
      for (const { updated_at, ...position } of left) await positions.set({ ...position, cursor: null });
    });
  }

  async follow(): Promise<void> {
    await using watch = new StreamWatch(this.#run, this.#changes, this.#stream, this.#context);
    watch.look();
    for (;;) {
      await this.#snapshots();
      const { again, isAtEnd } = await followStream(
        this.#run,
        {
          changes: this.#changes,
          stream: this.#stream,
          tables: this.#tables,
          until: this.#until,
          describe: (position) => `changes up to ${position}${watch.lag}`,
          isOver: () => watch.hasNewObjects || this.#isToRetry(),
        },
        this.#context,
      );
      if (isAtEnd) break;
      if (again.size > 0) await this.#readAnew(again);
    }
    for (const { blueprint, reporter } of this.#tables.values()) {
      await this.#noteRows(blueprint);
      // What an earlier run was refused is still not there, also where nothing of it has changed.
      const rejected = await this.#run.store.rejections.count(this.#run.sync.id, {
        object: blueprint.object.id,
        lastSeenBefore: this.#begun,
      });
      reporter.progress({ rejected });
      reporter.done();
    }
  }

  /**
   * Makes or alters the table of an object's history, which has to be there before the first change. Of an object that is read
   * whole only once it was loaded: a run that fails before leaves no table behind.
   */
  async #makeHistory({ object, history }: ObjectBlueprint): Promise<void> {
    if (history)
      await changeTable(tableOf(this.#run, { object, ...history }), this.#context, { isNeeded: true });
  }

  /** Notes how many rows a table has, where this run changed it or that is not known. */
  async #noteRows(object: ObjectBlueprint): Promise<void> {
    const { sync, store } = this.#run;
    if (!isCounted(this.#run, object, false)) return;
    if ((await store.rowCounts.get(sync.id, object.object.id)) !== null) return;
    const counted = countedTable(this.#run, object);
    const rows = await countedRows(counted, this.#context.signal);
    if (rows !== undefined)
      await this.#context.checkpoint('rows', (repositories) =>
        noteRows(repositories, counted, rows, undefined),
      );
  }

  async #prepareFrom(position: string | null): Promise<string> {
    try {
      return await this.#changes.prepare(this.#stream, position, this.#context.signal);
    } catch (error) {
      if (!(error instanceof SyncformError && error.code === 'changes_lost')) throw error;
      throw new SyncformError('changes_lost', error.message, {
        hint: `What changed in between cannot be known from the log any more. Read everything again with: syncform run ${this.#run.sync.id} --resync`,
        cause: error.cause,
      });
    }
  }

  /** Reads the waiting objects whole. One at fault stops alone. */
  async #snapshots(): Promise<void> {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    await forEachAtMost(this.#run.concurrency, waiting, this.#context.signal, async (object) => {
      const reporter = this.#reporter(object);
      try {
        const from = await snapshotObject(this.#run, this.#stream, object, reporter, this.#context);
        await this.#makeHistory(object);
        this.#tables.set(object.object.id, followedTable(object, from, reporter));
      } catch (error) {
        this.#tables.delete(object.object.id);
        reporter.fail(error);
      }
    });
    this.#context.signal.throwIfAborted();
  }

  /** Plans objects again, to read them again: their columns, or what is known of them, are not what they were. */
  async #readAnew(ids: ReadonlySet<string>): Promise<void> {
    const { replan, sync } = this.#run;
    const blueprint = await replan();
    for (const id of ids) {
      const reporter = this.#tables.get(id)?.reporter;
      this.#tables.delete(id);
      const planned = blueprint.objects.find(({ object }) => object.id === id);
      const fault = blueprint.faulty.find(({ object }) => object === id);
      if (planned?.follows) this.#waiting.set(id, planned);
      else
        reporter?.fail(
          fault?.error ??
            new SyncformError('source_changed', `${id} cannot be followed any more`, {
              hint: `Look at its key and its columns, then run bulk sync ${sync.id} again.`,
            }),
        );
    }
  }

  /** Whether objects at fault are to be tried again, in a run that would not end otherwise. */
  #isToRetry(): boolean {
    const { clock } = this.#context;
    const hasFault = this.#tables.size < this.#stream.objects.length;
    this.#faultSince = hasFault ? (this.#faultSince ?? clock.now()) : undefined;
    return (
      this.#run.continuous && this.#faultSince !== undefined && clock.now() - this.#faultSince > RETRY_MS
    );
  }

  #reporter({ object, table }: ObjectBlueprint): ObjectReporter {
    return this.#context.object(object.id, {
      table: table.id,
      estimatedRows: object.estimated_rows ?? null,
    });
  }
}
