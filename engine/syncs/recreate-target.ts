import type { TableChange } from '../contract/contract.ts';
import type { ExecutionContext } from '../executions/contract.ts';
import { afterChange } from '../executions/said-changes.ts';
import type { SyncRun } from './sync-run.ts';

/** Modes that write every record of the model into an empty table. */
const FILLING_MODES: readonly string[] = ['create', 'updateOrCreate', 'replace', 'append'];

/**
 * On a resync, what it takes to drop the target's table and make it again, where the target's configuration asks for that. Only
 * of a table that this sync has made: what somebody else made is never dropped.
 */
export async function recreationOf(run: SyncRun): Promise<TableChange | undefined> {
  const { sync, store, target, blueprint } = run;
  const { table, change } = blueprint;
  if (!run.resync || change.action === 'create' || !FILLING_MODES.includes(sync.mode)) return undefined;
  if (!target.can('define').recreatesOnResync?.(table.configuration ?? {})) return undefined;
  const define = target.facet('define');
  const made = await store.targetTables.list(sync.id);
  if (!made.some((one) => one.connection_id === target.id && one.table === table.id)) return undefined;
  return { ...define.change(table, null), drops: table.id };
}

/**
 * Drops the table and recreates it, at a target that cannot do so in the transaction of a load, and does the load. It comes
 * as late as can be: what fails before leaves the table as it was. An error of the load says what became of the table.
 */
export async function recreatedBefore<T>(
  { sync, target, blueprint }: SyncRun,
  recreation: TableChange,
  context: ExecutionContext,
  load: () => Promise<T>,
): Promise<T> {
  const { id } = blueprint.table;
  const define = target.facet('define');
  // From here on nothing is taken for sent, should this process die before the table is full again.
  await context.checkpoint('forget-ledger', (repositories) => repositories.ledgers.clear(sync.id));
  await define.drop(id, context.signal);
  const { drops: _dropped, ...creation } = recreation;
  for (const statement of creation.statements) context.log('info', statement);
  await define.apply(creation, context.signal);
  return afterChange(recreation, id, load);
}
