import { dirname } from 'node:path';
import { SyncformError } from './errors.ts';
import { propertyOf } from './property-of.ts';

/** How Node, DuckDB and operating systems say that there is no room left, or that a user may not take more of it. */
const FULL =
  /\bENOSPC\b|\bEDQUOT\b|no space left on device|disk quota exceeded|not enough space on the disk|'max_temp_directory_size' setting/i;

/** A folder's disk that has no room left. What was being written is not there; what was committed before is. */
export class DiskFullError extends SyncformError {
  override readonly name = 'DiskFullError';
  readonly folder: string;

  /** `doing` is what was being done: `loading orders`. */
  constructor(folder: string, details: { readonly doing?: string; readonly cause?: unknown } = {}) {
    const { doing, cause } = details;
    super('failed', `${doing === undefined ? '' : `${doing}: `}the disk of the folder ${folder} is full`, {
      hint: 'Make room there and run again: what was committed before is kept.',
      ...(cause === undefined ? {} : { cause }),
    });
    this.folder = folder;
  }

  /** The same, with what was being done. */
  while(doing: string): DiskFullError {
    return new DiskFullError(this.folder, { doing, cause: this });
  }
}

/** Whether an error says that there is no room left, on this machine's disk or on another's. */
export function saysFull(error: unknown): boolean {
  return FULL.test(`${propertyOf(error, 'code')} ${propertyOf(error, 'message')}`);
}

/**
 * An error that a full disk caused, with the folder that is on it: that of the file which the error names, else the one
 * given, in which something was being written. Any other error is answered as it is.
 */
export function diskFailure(error: unknown, folder: string): unknown {
  if (error instanceof SyncformError) return error;
  if (!saysFull(error)) return error;
  const message = propertyOf(error, 'message');
  const named = typeof message === 'string' ? /file "([^"]+)"/i.exec(message)?.[1] : undefined;
  return new DiskFullError(shownFolder(named === undefined ? folder : dirname(named)), { cause: error });
}

/** Waits for what writes a file; where its disk is full, throws that. */
export async function writingFile<T>(path: string, written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    throw diskFailure(error, dirname(path));
  }
}

/** A folder as its user knows it: the data directory rather than a temporary folder within it. */
function shownFolder(folder: string): string {
  return folder.replace(/\/tmp\/\d+-\d*-[0-9a-f]+(\/.*)?$/, '');
}
