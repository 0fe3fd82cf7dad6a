import type { SyncInput } from '../api/documents.ts';
import type { Diff } from './diff.ts';

/** Which records are sent. */
export interface Work {
  readonly from: 'records' | 'changes';
  /** SQL over its columns. */
  readonly where: string;
  /** Of mode replace: whether the table has all other records already, so that these are only added to it. Absent: false. */
  readonly isMore?: boolean;
}

/** What is known of what the target has acknowledged. */
export interface Acknowledged {
  /** The snapshot's file; undefined where there is none to compare with. */
  readonly known: string | undefined;
  /** Whether the sync runs for the first time, and was not told to send everything. */
  readonly isFirst: boolean;
}

/** What a mode makes of the diff; undefined where there is nothing to send. */
export function chooseWork(
  sync: Pick<SyncInput, 'mode' | 'sync_all_records' | 'skip_initial_backfill'>,
  diff: Diff,
  { known, isFirst }: Acknowledged,
): Work | undefined {
  if (sync.skip_initial_backfill && isFirst) return undefined;
  const all: Work = { from: 'records', where: 'true' };
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
