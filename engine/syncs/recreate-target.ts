import type { TableChange } from '../contract/contract.ts';
import type { ExecutionContext } from '../executions/contract.ts';
import type { SyncRun } from './sync-run.ts';

/** Modes that write every record of the model into an empty table. */
const FILLING_MODES: readonly string[] = ['create', 'updateOrCreate', 'replace', 'append'];

/**
 * On a resync, drops the target's table and makes it anew where the target's configuration asks for that. Only a table that
 * this sync has made: what somebody else made is never dropped. Answers how, where it was made anew.
 */
export async function recreateTarget(
  run: SyncRun,
  context: ExecutionContext,
): Promise<TableChange | undefined> {
  const { sync, store, target, blueprint } = run;
  const { table, change } = blueprint;
  if (!run.resync || change.action === 'create' || !FILLING_MODES.includes(sync.mode)) return undefined;
  if (!target.can('define').recreatesOnResync?.(table.configuration ?? {})) return undefined;
  const define = target.facet('define');
  const made = await store.targetTables.list(sync.id);
  if (!made.some((one) => one.connection_id === target.id && one.table === table.id)) return undefined;
  // From here on nothing is taken for sent, should this process die before the table is full again.
  await context.checkpoint('forget-ledger', (repositories) => repositories.ledgers.clear(sync.id));
  context.log('info', `the resync makes ${table.id} anew`);
  await define.drop(table.id, context.signal);
  const creation = define.change(table, null);
  for (const statement of creation.statements) context.log('info', statement);
  await define.apply(creation, context.signal);
  return creation;
}
