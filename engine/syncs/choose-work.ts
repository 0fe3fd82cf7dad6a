import type { SyncInput } from '../api/documents.ts';
import { SyncformError } from '../kit/errors.ts';
import type { Diff, RecordShape } from './diff.ts';

/** Which records are sent. */
export interface Work {
  readonly from: 'records' | 'changes';
  /** SQL over its columns. */
  readonly where: string;
  /** Of mode replace: these are added to the table, whose other records stay. Absent: false. */
  readonly isMore?: boolean;
}

/** What is known of what the target has acknowledged. */
export interface Acknowledged {
  /** The snapshot's file; undefined where there is none to compare with. */
  readonly known: string | undefined;
  /** Whether the sync runs for the first time, and was not told to send everything. */
  readonly isFirst: boolean;
  /** As that of ComparedRecords. */
  readonly keepsMissing: boolean;
  readonly shape: Pick<RecordShape, 'key'>;
}

/** What a mode makes of the diff; undefined where there is nothing to send. */
export function chooseWork(
  sync: Pick<SyncInput, 'mode' | 'sync_all_records' | 'skip_initial_backfill'>,
  diff: Diff,
  { known, isFirst, keepsMissing, shape }: Acknowledged,
): Work | undefined {
  if (sync.skip_initial_backfill && isFirst) return undefined;
  const all: Work = { from: 'records', where: 'true' };
  if (keepsMissing) return moreWork(sync, diff, known, shape);
  if (sync.sync_all_records) return all;
  switch (sync.mode) {
    case 'replace':
      if (known === undefined || diff.added > diff.again || diff.changed + diff.gone > 0) return all;
      // What the target refused is tried again, but the table is not written anew for it.
      return diff.again > 0 ? { from: 'changes', where: 'true', isMore: true } : undefined;
    case 'create':
      return diff.added > 0 ? { from: 'changes', where: '_syncform_new' } : undefined;
    default:
      return diff.added + diff.changed > 0 ? { from: 'changes', where: 'true' } : undefined;
  }
}

/** What mode replace sends where nothing may be removed. */
function moreWork(
  { sync_all_records }: Pick<SyncInput, 'sync_all_records'>,
  { added, changed }: Diff,
  known: string | undefined,
  { key }: Pick<RecordShape, 'key'>,
): Work | undefined {
  const isKeyed = key.length > 0;
  if (isKeyed && (known === undefined || sync_all_records))
    return { from: 'records', where: 'true', isMore: true };
  if (known === undefined)
    throw new SyncformError(
      'failed',
      'rows of the source were set aside, and without an identity it cannot be told which of the records the table has already: nothing was replaced',
      {
        hint: 'Correct the rows, or give the sync an identity.',
      },
    );
  return added + changed > 0 ? { from: 'changes', where: 'true', isMore: true } : undefined;
}
