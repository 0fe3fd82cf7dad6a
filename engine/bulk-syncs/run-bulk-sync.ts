import type { ExecutionContext } from '../executions/contract.ts';
import { SyncformError } from '../kit/errors.ts';
import { forEachAtMost } from '../kit/mutex.ts';
import type { BulkSyncRun, ObjectRun } from './bulk-sync-run.ts';
import { followChanges } from './changes/follow-changes.ts';
import { groupsOf, moveGroup } from './move-group.ts';
import { obfuscationSalt } from './obfuscate.ts';
import { leftOutSentence } from './object-faults.ts';
import type { BulkSyncBlueprint } from './plan-bulk-sync.ts';
import type { ObjectBlueprint } from './plan-object.ts';

/** Objects that are moved at the same time where the definition has no concurrency_limit. */
const DEFAULT_CONCURRENCY = 2;

/**
 * Moves every object of a bulk sync, and follows the changes of those that can be followed. An object at fault stops
 * alone; the execution then fails once the others have ended.
 */
export async function runBulkSync(run: BulkSyncRun, context: ExecutionContext): Promise<void> {
  const { sync, blueprint } = run;
  const isWanted = (id: string) => !run.only || run.only.has(id);
  const moved = blueprint.objects.filter((o) => !o.follows && isWanted(o.object.id));
  // A stream moves on for all of its objects at once.
  const followed = blueprint.objects.filter((o) => o.follows);
  report(blueprint, context);
  for (const { object, error } of blueprint.faulty)
    if (isWanted(object)) context.object(object, { table: '' }).fail(error);
  if (followed.length === 0 && run.continuous)
    throw new SyncformError('unsupported', `"${sync.name}" has no objects whose changes can be followed`, {
      hint: 'Set its source connection to detect changes, and give its objects keys.',
    });
  if (followed.length === 0 && !run.only) await run.releaseStream((message) => context.log('warn', message));
  const isObfuscating = [...moved, ...followed].some(({ obfuscated }) => obfuscated.size > 0);
  const salt = isObfuscating ? await obfuscationSalt(run.store) : undefined;
  const limit = concurrency(run);
  const ends = await Promise.allSettled([
    moveObjects({ ...run, salt }, moved, limit, context),
    followed.length > 0 ? followChanges({ ...run, salt, concurrency: limit }, followed, context) : undefined,
  ]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const { known } = blueprint.objectChoice;
  // A first run that did not get to all objects will choose among all of them again.
  if (!run.only && blueprint.faulty.length === 0 && !blueprint.known.has(known))
    await context.checkpoint('known-objects', ({ knownSources }) =>
      knownSources.set({ ...known, sync_id: sync.id }),
    );
}

async function moveObjects(
  run: ObjectRun,
  objects: readonly ObjectBlueprint[],
  limit: number,
  context: ExecutionContext,
): Promise<void> {
  await forEachAtMost(limit, groupsOf(run, objects), context.signal, (group) =>
    moveGroup(run, group, context),
  );
}

function concurrency({ sync, resync }: BulkSyncRun): number {
  const limit = resync ? (sync.resync_concurrency_limit ?? sync.concurrency_limit) : sync.concurrency_limit;
  return limit ?? DEFAULT_CONCURRENCY;
}

/** Says what the source has lost, and what it has got that is left out. */
function report({ objectChoice, objects, leftOut }: BulkSyncBlueprint, { log }: ExecutionContext): void {
  for (const fault of leftOut) log('warn', leftOutSentence(fault));
  for (const id of objectChoice.gone) log('warn', `${id} is gone from the source; its table stays as it is`);
  for (const id of objectChoice.leftOut)
    log('warn', `${id} is new at the source and is left out, as automatically_add_new_objects says`);
  for (const { object, table, fieldChoice } of objects) {
    for (const field of fieldChoice.gone)
      log(
        'warn',
        `field ${field} is gone from the source; its column in ${table.id} stays and gets no values`,
        object.id,
      );
    for (const field of fieldChoice.leftOut)
      log(
        'warn',
        `field ${field} is new at the source and is left out, as automatically_add_new_fields says`,
        object.id,
      );
  }
}
