import type { UsedConnection } from '../connections/open-connections.ts';
import type { Batch, TableChange, TargetTable } from '../contract/contract.ts';
import type { TargetTableRecord } from '../store/store.ts';
import type { ExecutionContext } from './contract.ts';
import { afterChange } from './said-changes.ts';

/** A table that a sync makes or alters, and the load that fills it. */
export interface ChangedTable {
  readonly syncId: string;
  readonly target: Pick<UsedConnection, 'id' | 'can' | 'facet'>;
  readonly table: TargetTable;
  readonly change: TableChange;
  /** For the log; undefined of a sync that has but one. */
  readonly object: string | undefined;
}

export interface ChangeOptions {
  readonly isNeeded?: boolean;
  readonly noteLater?: ((made: TargetTableRecord) => void) | undefined;
}

/** What of an execution it takes to change a table. */
export type ChangeContext = Pick<ExecutionContext, 'checkpoint' | 'log' | 'signal'>;

/**
 * Makes or alters a table as planned; or, where its loads can do that, answers the change that is to go with the first one.
 * `isNeeded` says that the table has to be there before that. That a table is the sync's own is noted before it is made, or
 * left to `noteLater`, for many at once: it is then told only of tables that are made with their first load.
 */
export async function changeTable(
  { syncId, target, table, change, object }: ChangedTable,
  context: ChangeContext,
  { isNeeded = false, noteLater }: ChangeOptions = {},
): Promise<TableChange | undefined> {
  if (change.action === 'none') return undefined;
  for (const statement of change.statements) context.log('info', statement, object);
  const isWithLoad = target.can('load').canChangeTable === true && !isNeeded;
  const made = { sync_id: syncId, connection_id: target.id, table: table.id };
  if (change.action === 'create' && isWithLoad && noteLater) noteLater(made);
  else if (change.action === 'create')
    await context.checkpoint('created-table', ({ targetTables }) => targetTables.add(made));
  if (isWithLoad) return change;
  await target.facet('define').apply(change, context.signal);
  return undefined;
}

/**
 * Does the first load of a table, which carries out `pending`: what `changeTable` has left to it. Where it fails, a table that it
 * would have made is nobody's again; of a table that was changed before, the error says so.
 */
export async function loadWithChange<T>(
  changed: ChangedTable,
  pending: TableChange | undefined,
  batch: () => Batch | undefined,
  context: ChangeContext,
  work: () => Promise<T>,
): Promise<T> {
  if (!pending) return afterChange(changed.change, changed.table.id, work);
  try {
    return await work();
  } catch (error) {
    await forgetUnmade(changed, batch(), context).catch(() => undefined);
    throw error;
  }
}

/** Says that a change was undone with its load, and forgets a table that was not made; the load may have failed once it was in. */
async function forgetUnmade(
  { syncId, target, table, change, object }: ChangedTable,
  batch: Batch | undefined,
  { log, checkpoint, signal }: ChangeContext,
): Promise<void> {
  // Once this is answered no commit of the batch is under way any more.
  if (batch && (await target.facet('load').committed(table.id, batch, signal))) return;
  const define = target.facet('define');
  const there = await define.describe(table.id, signal);
  if (there && define.change(table, there).action === 'none') return;
  log('info', `the load failed, and with it what it was to change: ${table.id} is as it was before`, object);
  if (change.action !== 'create' || there) return;
  await checkpoint('unmade-table', ({ targetTables }) =>
    targetTables.remove({ sync_id: syncId, connection_id: target.id, table: table.id }),
  );
}
