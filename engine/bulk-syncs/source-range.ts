import type {
  ChangeRange,
  Latest,
  LoadOperation,
  NextRequest,
  ReadRequest,
  SourcePosition,
} from '../contract/contract.ts';
import type { Position } from '../store/store.ts';
import type { BulkSyncRun } from './bulk-sync-run.ts';
import { findsLatest } from './latest-value.ts';
import type { ObjectBlueprint } from './plan-object.ts';

/** What part of an object a run is to read, and what will be known of it once that is committed. */
export interface SourceRange {
  readonly operation: Extract<LoadOperation, 'replace' | 'upsert'>;
  /** Records of the table that do not come are gone from the source. */
  readonly isWhole: boolean;
  /** Every record is read: also of an object of which only those are read otherwise that are new by a tracking field. */
  readonly isAll: boolean;
  readonly after: ReadRequest['after'];
  /** Only what changed, by the source's own record of changes, is read. */
  readonly changes?: ChangeRange;
  /** Where the source says that the next run goes on; null where that reads everything. */
  readonly note: SourcePosition | null;
  /** The tracking field, where the note moves on to the largest of its values that is read. */
  readonly latest?: Latest;
  /** A repeated read brings the same rows. */
  readonly isExact: boolean;
}

/** How far an object has come. */
export interface Progress {
  /** Where reading goes on; null where everything is to be read. */
  readonly position: Position | null;
  /** Whether the table holds what an earlier run of this bulk sync loaded, under whatever definition. */
  readonly wasLoaded: boolean;
  /** Whether the target refused records of it, and has not taken them since. */
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
  const isReplicated = run.sync.mode === 'replicate';
  const request = {
    ...nextRequest(run, object),
    isWanted: !isReplicated || object.change.action !== 'none' || hasRejected,
    isAll: hasRejected,
  };
  const next = await run.source.facet('read').next(request, readPosition(position), signal);
  if (next.what === 'unchanged') return undefined;
  const { note, isExact } = next;
  if (next.what === 'whole') {
    const operation = mergesWhole(run, object, wasLoaded) ? 'upsert' : 'replace';
    return { operation, isWhole: true, isAll: true, after: undefined, note, isExact };
  }
  const some = { operation: 'upsert', isWhole: false, note, isExact } as const;
  if (next.what === 'changes') return { ...some, isAll: false, after: undefined, changes: next.range };
  const { after, latest } = next;
  return { ...some, isAll: after === undefined, after, ...(latest ? { latest } : {}) };
}

/** What the source is asked of an object, as far as its definition says it. */
export function nextRequest(
  { sync, destination }: Pick<BulkSyncRun, 'sync' | 'destination'>,
  object: ObjectBlueprint,
): NextRequest {
  return {
    object: object.object.id,
    configuration: sync.source.configuration ?? {},
    trackingField: object.fields.find(({ id }) => id === object.trackingField),
    takesChanges: sync.mode === 'replicate' && object.table.key.length > 0 && object.change.action === 'none',
    findsLatest: findsLatest(destination, object),
  };
}

/** The source's own position; null where it has none. */
export function readPosition(position: Pick<Position, 'cursor'> | null): SourcePosition | null {
  return position?.cursor?.kind === 'read' ? position.cursor.position : null;
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
    destination.can('load').canDeleteMissing === true
  );
}
