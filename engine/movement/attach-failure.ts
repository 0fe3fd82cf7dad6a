import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ConnectionError, messageOf, SyncformError } from '../kit/errors.ts';
import { DiskFullError, diskFailure } from '../kit/full-disk.ts';

/*
 * What DuckDB means by an error of ATTACH.
 */

const LOCK_CONFLICT = /Could not set lock on file/;

/** Whether a file that could not be opened for writing might still open for reading. */
export function mayBeReadable(error: unknown): boolean {
  return /Could not set lock on file|Permission denied|Read-only file system/.test(messageOf(error));
}

/** A lock conflict as an error to be retried; anything else is thrown as what it means. */
export async function lockedOrThrow(error: unknown, path: string): Promise<SyncformError> {
  const message = messageOf(error);
  if (LOCK_CONFLICT.test(message)) {
    const pid = /\(PID (\d+)\)/.exec(message)?.[1];
    const program = /held in (.+?) \(PID/.exec(message)?.[1];
    const holder = pid ? `process ${pid}${program ? ` (${program})` : ''}` : 'another process';
    return new SyncformError('locked', `${path} is held by ${holder}`, {
      hint: `Wait for ${pid ? `process ${pid}` : 'it'} to end or close the file there, then try again.`,
      cause: error,
    });
  }
  if (/not a valid DuckDB database file/.test(message))
    throw new ConnectionError('format', `${path} is not a DuckDB database file`, { cause: error });
  if (/Permission denied|Read-only file system/.test(message))
    throw new ConnectionError('permission', `${path} cannot be opened for writing`, { cause: error });
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory()) throw new ConnectionError('path', `${path} is a folder, not a DuckDB file`);
  if (!(await exists(dirname(resolve(path)))))
    throw new ConnectionError(
      'path',
      `there is no folder ${dirname(resolve(path))} to hold ${basename(path)}`,
      {
        hint: 'Create the folder first.',
      },
    );
  const full = diskFailure(error, dirname(resolve(path)));
  if (full instanceof DiskFullError) throw full.while(`opening ${path}`);
  throw new ConnectionError('path', `${path} cannot be opened: ${message}`, {
    hint: 'Give the path of a DuckDB file, or of one that is to be made.',
    cause: error,
  });
}

/** Whether there is something at a path. */
export async function exists(path: string): Promise<boolean> {
  return await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
