import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SyncformError } from '../api/errors.ts';

/** The store's file in a data directory. */
export function databasePath(dataDir: string): string {
  return join(resolve(dataDir), 'syncform.db');
}

/**
 * Makes a data directory that nobody else can read and nobody commits by accident, and in it the database's file, empty:
 * SQLite gives the files that it adds the same mode. What is there already stays as it is.
 */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const ignore = join(dataDir, '.gitignore');
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n', { mode: 0o600 });
    closeSync(openSync(databasePath(dataDir), 'a', 0o600));
  } catch (error) {
    throw new SyncformError('failed', `the data directory ${resolve(dataDir)} cannot be made`, {
      hint: 'Check that this user may write there, or choose another with data_dir.',
      cause: error,
    });
  }
}
