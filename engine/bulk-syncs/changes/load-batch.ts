import type { RejectedRecord } from '../../contract/contract.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import { ConnectionError, firstCause, SyncformError } from '../../kit/errors.ts';
import { forEachAtMost } from '../../kit/mutex.ts';
import type { FollowRun } from '../bulk-sync-run.ts';
import { type Applied, applyChanges } from './apply-changes.ts';
import type { ChangeBatch } from './change-batch.ts';
import type { ChangeFile } from './change-file.ts';
import type { FollowedTable } from './followed-table.ts';

/** An object that cannot go on as it is. */
export interface StoppedObject {
  readonly object: string;
  /** It stays as it is until the next run; else it is to be read again now. */
  readonly isAtFault: boolean;
}

interface Result {
  readonly object: string;
  readonly rejected: readonly RejectedRecord[];
  /** Keys of records that were refused before, and are not any more unless they are among the rejected. */
  readonly resolved: readonly RejectedRecord['key'][];
  /** The last batch that went into its table; undefined where none did. */
  readonly tableBatch: string | undefined;
}

/**
 * Loads a batch, several objects at a time; answers those that cannot be followed on. Their positions are forgotten. `last`
 * has the destination's batches of each object's last batch, and is brought up to date.
 */
export async function loadBatch(
  run: FollowRun,
  batch: ChangeBatch,
  last: Map<string, readonly string[]>,
  context: ExecutionContext,
): Promise<readonly StoppedObject[]> {
  const stopped: StoppedObject[] = [...batch.altered.keys()].map((object) => ({ object, isAtFault: false }));
  const results: Result[] = [];
  const failures: unknown[] = [];
  await forEachAtMost(run.concurrency, [...batch.files], context.signal, async ([table, file]) => {
    const object = table.blueprint.object.id;
    try {
      const refused = await run.store.rejections.list({ sync_id: run.sync.id, object });
      const before = { refused: refused.map(({ key }) => key), batches: last.get(object) ?? [] };
      const applied = await patiently(context, () => applyChanges(run, table, file, batch, before, context));
      report(table, file, applied);
      results.push({
        object,
        rejected: applied.outcomes.flatMap((outcome) => outcome.rejected),
        resolved: applied.touched,
        tableBatch: applied.tableBatch,
      });
      last.set(object, applied.batches);
      if (applied.isIncomplete && !batch.altered.has(object)) stopped.push({ object, isAtFault: false });
    } catch (error) {
      if (await isFaultOfObject(run, table, error, context)) {
        context.log('warn', 'it is read again with the next run', object);
        table.reporter.fail(error);
        stopped.push({ object, isAtFault: true });
      } else failures.push(error);
    }
  });
  if (failures.length > 0) throw failures[0];
  if (stopped.length + results.length > 0)
    await context.checkpoint('changes-of-objects', async ({ positions, rejections, rowCounts }) => {
      for (const { object, rejected, resolved, tableBatch } of results) {
        await rowCounts.forget(run.sync.id, object);
        const last = tableBatch === undefined ? null : await positions.get(run.sync.id, object);
        if (last && tableBatch !== undefined) await positions.set({ ...last, batch_id: tableBatch });
        if (resolved.length > 0) await rejections.resolve(run.sync.id, object, resolved);
        if (rejected.length > 0) await rejections.add(run.sync.id, object, rejected);
      }
      for (const { object } of stopped) {
        const last = await positions.get(run.sync.id, object);
        if (last) await positions.set({ ...last, cursor: null });
      }
    });
  return stopped;
}

function report(table: FollowedTable, file: ChangeFile, { outcomes }: Applied): void {
  table.reporter.progress({ read: file.changes });
  for (const { rejected, ...counts } of outcomes)
    table.reporter.progress({ ...counts, rejected: rejected.length });
}

/** How often changes are loaded before they count as at fault, and the rest before each time but the first, in ms. */
const ATTEMPTS = 3;
const REST_MS = 2000;

/** Repeats what failed: a destination that was restarted, or a lock that somebody held, is no fault of the changes. */
async function patiently<T>({ clock, signal }: ExecutionContext, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || attempt === ATTEMPTS || isDeterminate(firstCause(error))) throw error;
      await clock.sleep(REST_MS * attempt, signal);
    }
  }
}

/** Whether trying again would end the same. */
function isDeterminate(error: unknown): boolean {
  return (
    !(error instanceof SyncformError) ||
    ['invalid', 'unsupported', 'source_changed', 'canceled', 'connection_failed'].includes(error.code)
  );
}

/** Whether the destination works, and only this object's changes cannot be loaded. */
async function isFaultOfObject(
  { destination, sync }: FollowRun,
  { blueprint }: FollowedTable,
  error: unknown,
  { signal }: ExecutionContext,
): Promise<boolean> {
  if (signal.aborted || !(error instanceof SyncformError) || error instanceof ConnectionError) return false;
  if (error.code === 'canceled' || error.code === 'locked' || error.code === 'connection_failed')
    return false;
  try {
    const batch = { scope: `${sync.id}/${blueprint.object.id}`, id: 'none' };
    await destination.facet('load').committed(blueprint.table.id, batch, signal);
    return true;
  } catch {
    return false;
  }
}
