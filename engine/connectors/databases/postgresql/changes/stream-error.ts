import { changesLost } from '../../../../families/log/changes-lost.ts';
import { connectionError, isServerError } from '../../../../families/postgresql/failures.ts';
import type { SyncformError } from '../../../../kit/errors.ts';
import { SyncformError as Fault } from '../../../../kit/errors.ts';
import type { PostgresqlConfig } from '../config.ts';

/** What an error of a stream means. What is not about the log itself is the connection's: following may begin again. */
export function streamError(error: unknown, config: PostgresqlConfig): SyncformError {
  if (error instanceof Fault) return error;
  if (isServerError(error)) {
    // object_in_use
    if (error.code === '55006')
      return new Fault('locked', error.message, { hint: 'Stop what reads from it.', cause: error });
    // undefined_object: the slot, or the publication at a time that is still to be read.
    if (error.code === '42704') return changesLost(error.message);
    // object_not_in_prerequisite_state: "can no longer get changes from replication slot"
    if (error.code === '55000') return changesLost(error.message);
    // undefined_file: "requested WAL segment … has already been removed"
    if (error.code === '58P01') return changesLost(error.message);
  }
  return connectionError(error, config);
}
