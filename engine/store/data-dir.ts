import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf, SyncformError } from '../kit/errors.ts';

/** The store's file in a data directory. */
export function databasePath(dataDir: string): string {
  return join(resolve(dataDir), 'syncform.db');
}

/** What the engine keeps in a data directory. Folders are closed to others: what is in them is private whatever its mode. */
const OWN_FOLDERS = ['ledgers', 'tmp', 'cache', 'plans'];
/** Not the key: that others could read it is an error, see master-key.ts. */
const OWN_FILES = ['syncform.db', 'syncform.db-wal', 'syncform.db-shm', 'known_hosts', '.gitignore'];

/**
 * Makes a data directory that nobody else can read and nobody commits by accident, and in it the database's file, empty:
 * SQLite gives the files that it adds the same mode. In a directory that is there already, what the engine keeps is closed
 * to others; the directory itself stays as it is, for it may hold other things (see `openToOthers`). Throws where the store
 * has lost its contents.
 */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const ignore = join(dataDir, '.gitignore');
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n', { mode: 0o600 });
    nameLedgers(dataDir);
    refuseEmptied(dataDir);
    closeSync(openSync(databasePath(dataDir), 'a', 0o600));
  } catch (error) {
    if (error instanceof SyncformError) throw error;
    throw new SyncformError(
      'failed',
      `the data directory ${resolve(dataDir)} cannot be made: ${messageOf(error)}`,
      {
        hint: 'Check that this user may write there, or choose another with data_dir.',
        cause: error,
      },
    );
  }
  for (const name of OWN_FOLDERS) closeToOthers(join(dataDir, name), 0o700);
  for (const name of OWN_FILES) closeToOthers(join(dataDir, name), 0o600);
}

/** Gives the folder of the ledgers its name, which was another before. */
function nameLedgers(dataDir: string): void {
  const before = join(dataDir, 'snapshots');
  if (existsSync(before) && !existsSync(join(dataDir, 'ledgers')))
    renameSync(before, join(dataDir, 'ledgers'));
}

/** Throws where a store was that has no contents any more: a new one would know nothing of what was synced. */
export function refuseEmptied(dataDir: string): void {
  const path = databasePath(dataDir);
  if (statSync(path, { throwIfNoEntry: false })?.size !== 0) return;
  // A file without contents is one that is being made, unless something was kept beside it already.
  const wasUsed =
    existsSync(join(dataDir, 'secret.key')) ||
    OWN_FOLDERS.some((name) => entriesOf(join(dataDir, name)).length > 0);
  if (wasUsed)
    throw new SyncformError('failed', `the store ${path} is damaged: it is empty (0 bytes)`, {
      hint: 'Put back a copy of it. Without one, move the whole data directory away and apply again: everything is then synced again.',
    });
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function closeToOthers(path: string, mode: number): void {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status && !status.isSymbolicLink() && (status.mode & 0o077) !== 0) chmodSync(path, mode);
  } catch {
    // Another user's: it is theirs to close, and said in `openToOthers`.
  }
}

/** What to tell a user whose data directory others can look into: a sentence, or undefined where all is well. */
export function openToOthers(dataDir: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const path = resolve(dataDir);
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o077) === 0) return undefined;
  return `the data directory ${path} can be opened by other users of this machine (mode ${(mode & 0o777).toString(8)}). What syncform keeps in it is closed to them; close the folder too: chmod 700 ${path}`;
}
