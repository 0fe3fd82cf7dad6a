import { changesLost } from '../../../../families/log/changes-lost.ts';
import type { SyncformError } from '../../../../kit/errors.ts';

/** Changes that the server has cleaned up. */
export function cleanedUp(reason: string): SyncformError {
  return changesLost(
    `${reason}; older changes are cleaned up`,
    'run more often than the retention is long, or keep changes longer',
  );
}
