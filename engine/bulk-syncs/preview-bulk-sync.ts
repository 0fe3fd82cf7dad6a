import type { PreviewObject, PreviewOptions } from '../api/documents.ts';
import type { BulkSyncRun } from './bulk-sync-run.ts';
import { followedFrom } from './changes/stream-state.ts';
import type { BulkSyncBlueprint } from './plan-bulk-sync.ts';
import type { ObjectBlueprint } from './plan-object.ts';
import { nextRequest, readPosition } from './source-range.ts';
import { standingOf } from './standing.ts';

/** What a run of a bulk sync would read now, object by object. No rows are read for it, and nothing is written. */
export async function previewBulkSync(
  run: Pick<BulkSyncRun, 'sync' | 'source' | 'destination' | 'store' | 'resync'> & {
    readonly blueprint: BulkSyncBlueprint;
  },
  { schemas }: PreviewOptions,
  signal: AbortSignal,
): Promise<readonly PreviewObject[]> {
  const objects = run.blueprint.objects.filter(({ object }) => schemas?.includes(object.id) ?? true);
  const previews: PreviewObject[] = [];
  for (const planned of objects) {
    const { object, table, change } = planned;
    previews.push({
      id: object.id,
      name: object.name,
      table: table.id,
      statements: change.statements,
      reads: await readsOf(run, planned, signal),
      estimated_rows: object.estimated_rows ?? null,
      counts: null,
      samples: [],
    });
  }
  return previews;
}

async function readsOf(
  run: Pick<BulkSyncRun, 'sync' | 'source' | 'destination' | 'store' | 'resync'>,
  planned: ObjectBlueprint,
  signal: AbortSignal,
): Promise<string> {
  const { sync, source, store, resync } = run;
  const { object, version, follows } = planned;
  const stored = await store.positions.get(sync.id, object.id);
  const { isHeld, isElsewhere } = await standingOf(run, planned, stored, { log: () => {}, signal });
  const isFresh = resync || !isHeld || isElsewhere || stored?.definition_version !== version;
  if (isFresh || !stored) return 'all rows';
  if (follows) return followedFrom(stored, version) ? 'what changed since the last run' : 'all rows';
  const asked = { ...nextRequest(run, planned), isWanted: sync.mode !== 'replicate', isPreview: true };
  const next = await source.facet('read').next(asked, readPosition(stored), signal);
  if (next.what === 'unchanged') return 'nothing: the source has not changed since the last run';
  if (next.what === 'changes') return 'what changed since the last run';
  if (next.what === 'whole' || !next.after) return 'all rows';
  return `rows whose ${next.after.field} is at or after ${next.after.value}`;
}
