import { SyncformError } from '../../kit/errors.ts';

/**
 * The source cannot say any more what changed since it was last read.
 *
 * @param reason A sentence without its full stop: what of the log is gone, or what is another one now.
 * @param lesson What keeps it from happening again; ends the hint.
 */
export function changesLost(reason: string, lesson?: string): SyncformError {
  return new SyncformError('changes_lost', `the changes since the last run are lost: ${reason}`, {
    hint: `Run the bulk sync with --resync: everything is read again, and followed from there${lesson === undefined ? '' : `; ${lesson}`}.`,
  });
}
