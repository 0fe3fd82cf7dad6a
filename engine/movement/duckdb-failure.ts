import { isDuckdbMessage } from '../kit/driver-words.ts';
import { messageOf, SyncformError } from '../kit/errors.ts';
import { DiskFullError } from '../kit/full-disk.ts';

/** Whether an error is DuckDB's own, and not of a source that feeds it. */
export function isDuckdbError(error: unknown): boolean {
  // The driver's errors may be of another realm's class.
  const message = (error as Partial<Error> | null)?.message;
  return !(error instanceof SyncformError) && typeof message === 'string' && isDuckdbMessage(message);
}

/**
 * DuckDB's own error in plain words, or that a disk is full, after what was being done (`reading model "orders"`); any other
 * error as it is.
 */
export function duckdbFailure(doing: string, error: unknown): unknown {
  if (error instanceof DiskFullError) return error.while(doing);
  if (!isDuckdbError(error)) return error;
  return new SyncformError('failed', `${doing}: ${messageOf(error)}`, { cause: error });
}
