import type { TableChange } from '../contract/contract.ts';
import type { ExecutionContext } from '../executions/contract.ts';
import type { BulkSyncRun } from './bulk-sync-run.ts';
import type { ObjectBlueprint } from './plan-object.ts';

/** Tables that are made in one go. */
const AT_ONCE = 100;

/**
 * Makes tables that are not there yet many at a time, where the destination makes them all or none: a transaction for each
 * takes longer than the rows of a small one. Answers the ids of the objects whose tables are made. What does not work out
 * together is left to each object by itself, so that only the one at fault stops.
 */
export async function createTables(
  run: BulkSyncRun,
  objects: readonly ObjectBlueprint[],
  context: ExecutionContext,
): Promise<ReadonlySet<string>> {
  const define = run.destination.facet('define');
  const missing = objects.filter(({ change }) => change.action === 'create' && change.conflicts.length === 0);
  const made = new Set<string>();
  if (!define.appliesWhole || missing.length < 2) return made;
  for (let i = 0; i < missing.length; i += AT_ONCE) {
    const some = missing.slice(i, i + AT_ONCE);
    await context.checkpoint('created-tables', async ({ targetTables }) => {
      for (const { table } of some)
        await targetTables.add({ sync_id: run.sync.id, connection_id: run.destination.id, table: table.id });
    });
    const statements = [...new Set(some.flatMap(({ change }) => change.statements))];
    const change: TableChange = { action: 'create', statements, conflicts: [] };
    try {
      await define.apply(change, context.signal);
    } catch {
      context.signal.throwIfAborted();
      continue;
    }
    for (const { object, change: of } of some) {
      for (const statement of of.statements) context.log('info', statement, object.id);
      made.add(object.id);
    }
  }
  return made;
}
