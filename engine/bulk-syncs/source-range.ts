import type { ChangeRange, FieldSchema, LoadOperation, ReadRequest } from '../contract/contract.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Position } from '../store/store.ts';
import type { BulkSyncRun } from './bulk-sync-run.ts';
import { foundAmongRows } from './latest-value.ts';
import type { ObjectBlueprint } from './plan-object.ts';

/** What part of an object a run is to read, and what will be known of it once that is committed. */
export interface SourceRange {
  readonly operation: Extract<LoadOperation, 'replace' | 'upsert'>;
  /** Records of the table that do not come are gone from the source. */
  readonly isWhole: boolean;
  /** Every record is read: also of an object of which only those are read otherwise that are new by a tracking field. */
  readonly isAll: boolean;
  readonly after: ReadRequest['after'];
  /** Only what changed between these fingerprints of the source is read. */
  readonly changes?: ChangeRange;
  readonly cursor: JsonObject | null;
  /** The tracking field, where the position moves on from `cursor` to the largest of its values that is read. */
  readonly latestOf?: FieldSchema;
  readonly fingerprint: string | null;
}

/** How far an object has come. */
export interface Progress {
  /** Where reading goes on; null where everything is to be read. */
  readonly position: Position | null;
  /** Whether the table holds what an earlier run of this bulk sync loaded, under whatever definition. */
  readonly wasLoaded: boolean;
  /** Whether the target refused records of it, and has not got them since. */
  readonly hasRejected: boolean;
}

/**
 * What is to be read; undefined where the source says that nothing changed. A table with a key that was loaded before is
 * merged with a whole read, so that only what differs is written and what is missing is known to be gone. Others are
 * replaced.
 *
 * An object of which records were refused is read whole, also where nothing else changed: the target may take them now, and
 * where it does not, they are counted and listed again. With a tracking field nothing is deleted for that: what the source
 * has deleted since stays in the table as ever.
 */
export async function sourceRange(
  run: BulkSyncRun,
  object: ObjectBlueprint,
  { position, wasLoaded, hasRejected }: Progress,
  signal: AbortSignal,
): Promise<SourceRange | undefined> {
  const read = run.source.facet('read');
  const id = object.object.id;
  const configuration = run.sync.source.configuration ?? {};
  const isReplicated = run.sync.mode === 'replicate';
  const fingerprint = (await read.fingerprint(id, configuration, signal)) ?? null;
  const unchanged = fingerprint !== null && fingerprint === position?.fingerprint;
  if (unchanged && isReplicated && object.change.action === 'none' && !hasRejected) return undefined;
  const whole = {
    operation: mergesWhole(run, object, wasLoaded) ? 'upsert' : 'replace',
    isWhole: true,
    isAll: true,
    after: undefined,
    fingerprint,
  } as const;
  const some = { operation: 'upsert', isWhole: false, isAll: false, fingerprint } as const;
  const changes = hasRejected ? undefined : await changesSince(run, object, position, fingerprint, signal);
  if (changes) return { ...some, after: undefined, changes, cursor: position?.cursor ?? null };
  if (object.trackingField === undefined) return { ...whole, cursor: null };
  const last = position?.cursor;
  const since =
    last?.tracking_field === object.trackingField && typeof last.value === 'string' ? last.value : undefined;
  // Of a whole object that would lay all of its rows down first.
  const latestOf = last && since !== undefined && !hasRejected ? foundAmongRows(run, object) : undefined;
  const from = hasRejected
    ? { isAll: true, after: undefined }
    : { after: { field: object.trackingField, value: since ?? '' } };
  if (last && since !== undefined && latestOf) return { ...some, ...from, cursor: last, latestOf };
  // Asked before reading: rows that arrive meanwhile are read again next time rather than missed.
  const highWater = await read.highWater(id, object.trackingField, configuration, signal, since);
  const cursor = highWater === null ? null : { tracking_field: object.trackingField, value: highWater };
  if (!last || since === undefined) return { ...whole, cursor };
  return { ...some, ...from, cursor: cursor ?? last };
}

/** Whether the whole of an object is merged into its table, whose rows are the bulk sync's own or stay, rather than replaces it. */
export function mergesWhole(
  { sync, destination }: Pick<BulkSyncRun, 'sync' | 'destination'>,
  { table, mergesOthers }: Pick<ObjectBlueprint, 'table' | 'mergesOthers'>,
  wasLoaded: boolean,
): boolean {
  return (
    sync.mode === 'replicate' &&
    (wasLoaded || mergesOthers) &&
    table.key.length > 0 &&
    destination.facet('load').canDeleteMissing === true
  );
}

/** From where to where the source's own record of changes is read, deleted rows included; undefined where it has none. */
async function changesSince(
  { sync, source }: BulkSyncRun,
  { object, table, change }: ObjectBlueprint,
  position: Position | null,
  fingerprint: string | null,
  signal: AbortSignal,
): Promise<ChangeRange | undefined> {
  const read = source.facet('read');
  if (sync.mode !== 'replicate' || table.key.length === 0 || change.action !== 'none') return undefined;
  if (!position?.fingerprint || fingerprint === null || !read.hasChanges) return undefined;
  const range = { from: position.fingerprint, to: fingerprint };
  const can = await read.hasChanges(object.id, range, sync.source.configuration ?? {}, signal);
  return can ? range : undefined;
}
