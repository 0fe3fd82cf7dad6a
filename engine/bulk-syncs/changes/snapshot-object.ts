import type { ChangeStream } from '../../contract/changes.ts';
import type { ExecutionContext, ObjectReporter } from '../../executions/contract.ts';
import { changeTable, loadWithChange } from '../../executions/load-with-change.ts';
import { rememberRejected } from '../../store/remember-rejected.ts';
import type { ObjectRun } from '../bulk-sync-run.ts';
import { loadRows } from '../load-rows.ts';
import { tableOf, timeText } from '../move-object.ts';
import { rowFilter } from '../plan-filter.ts';
import type { ObjectBlueprint } from '../plan-object.ts';
import { deletionMarks, recordValues } from '../record-columns.ts';
import { mergesWhole } from '../source-range.ts';
import { placesOf } from '../standing.ts';
import { snapshotValues } from './history-columns.ts';
import type { FollowedFrom } from './stream-state.ts';

/**
 * Reads an object whole, at a moment that its changes follow on, and loads it. A table that was loaded before is merged
 * with it: only what differs is written, and what is missing is gone. Answers what it is to be followed from.
 */
export async function snapshotObject(
  run: ObjectRun,
  stream: ChangeStream,
  object: ObjectBlueprint,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<FollowedFrom> {
  const { sync, store, source } = run;
  const id = object.object.id;
  const changes = source.facet('changes');
  const table = tableOf(run, object);
  const change = await reporter.step('define', () => changeTable(table, context));
  const wasLoaded = (await store.positions.get(sync.id, id)) !== null && object.change.action !== 'create';
  const merges = mergesWhole(run, object, wasLoaded);
  const now = context.clock.now();
  const batch = { scope: `${sync.id}/${id}`, id: store.random.uuid() };
  let from: FollowedFrom | undefined;
  await using ends = new AsyncDisposableStack();
  const outcome = await loadWithChange(
    table,
    change,
    () => batch,
    context,
    () =>
      loadRows(
        run,
        object,
        {
          fields: object.fields,
          filter: rowFilter(object.filter, now),
          after: undefined,
          changes: undefined,
          constants: object.appendsOnly
            ? snapshotValues(timeText(now))
            : recordValues(object.recordColumns, timeText(now)),
          columns: object.columns,
          operation: merges ? 'upsert' : 'replace',
          deleteMissing: merges,
          marks: deletionMarks(object.recordColumns, timeText(now)),
          // A snapshot is of its own moment: what an interrupted run loaded is out of date.
          batch,
          change,
          async read(request) {
            const snapshot = ends.use(await changes.snapshot(stream, request, context.signal));
            from = { handover: snapshot.handover, position: snapshot.position };
            return snapshot.extraction;
          },
        },
        { extract: 'extract', load: 'load' },
        reporter,
        context,
      ),
  );
  if (!from) throw new Error(`${id} was loaded without a snapshot`);
  const { rejected, ...counts } = outcome;
  reporter.progress({ ...counts, rejected: rejected.length });
  const followed: FollowedFrom = from;
  const { known } = object.fieldChoice;
  await context.checkpoint('snapshot', async (repositories) => {
    const { positions, knownSources, rowCounts } = repositories;
    await rowCounts.forget(sync.id, id);
    await positions.set({
      sync_id: sync.id,
      object: id,
      cursor: { kind: 'followed', ...followed },
      batch_id: batch.id,
      definition_version: object.version,
      ...placesOf(run, object),
    });
    await rememberRejected(repositories, sync.id, id, rejected);
    if (!run.blueprint.known.has(known)) await knownSources.set({ ...known, sync_id: sync.id });
  });
  return followed;
}
