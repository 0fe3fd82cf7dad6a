import type { PreviewObject, PreviewOptions } from '../api/documents.ts';
import type { ReadRequest } from '../contract/contract.ts';
import { bytes } from '../kit/format.ts';
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

type Reading = Pick<BulkSyncRun, 'sync' | 'source' | 'destination' | 'store' | 'resync'>;

async function readsOf(run: Reading, planned: ObjectBlueprint, signal: AbortSignal): Promise<string> {
  const { what, after } = await nextOf(run, planned, signal);
  if (what === UNCHANGED) return what;
  return `${what}${await costOf(run, planned, after, signal)}`;
}

/** What reading costs, as the end of a phrase; empty where the source bills nothing for it. */
async function costOf(
  { sync, source }: Reading,
  { object, fields }: ObjectBlueprint,
  after: ReadRequest['after'],
  signal: AbortSignal,
): Promise<string> {
  if (source.can('read').tellsCost !== true) return '';
  const request = {
    object: object.id,
    fields: fields.map(({ id }) => id),
    configuration: sync.source.configuration ?? {},
    after,
  };
  const { billedBytes } = await source.facet('read').extract(request, signal);
  return billedBytes
    ? `, for which ${source.definition.name} processes ${bytes(await billedBytes(signal))}`
    : '';
}

async function nextOf(
  run: Reading,
  planned: ObjectBlueprint,
  signal: AbortSignal,
): Promise<{ readonly what: string; readonly after?: ReadRequest['after'] }> {
  const { sync, source, store, resync } = run;
  const { object, version, follows } = planned;
  const stored = await store.positions.get(sync.id, object.id);
  const { isHeld, isElsewhere } = await standingOf(run, planned, stored, { log: () => {}, signal });
  const isFresh = resync || !isHeld || isElsewhere || stored?.definition_version !== version;
  if (isFresh || !stored) return { what: 'all rows' };
  if (follows)
    return { what: followedFrom(stored, version) ? 'what changed since the last run' : 'all rows' };
  const asked = { ...nextRequest(run, planned), isWanted: sync.mode !== 'replicate', isPreview: true };
  const next = await source.facet('read').next(asked, readPosition(stored), signal);
  if (next.what === 'unchanged') return { what: UNCHANGED };
  if (next.what === 'changes') return { what: 'what changed since the last run' };
  if (next.what === 'whole' || !next.after) return { what: 'all rows' };
  return { what: `rows whose ${next.after.field} is at or after ${next.after.value}`, after: next.after };
}

const UNCHANGED = 'nothing: the source has not changed since the last run';
