import { chmod, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writingFile } from './full-disk.ts';

/** Makes sure that a file's contents, or a folder's entries, are on the disk and survive a power cut. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await writingFile(path, handle.sync());
  } finally {
    await handle.close();
  }
}

/** The same of a file that is new in its folder; DuckDB, which wrote it, lets others read what the umask lets them. */
export async function flushNew(path: string): Promise<void> {
  await chmod(path, 0o600);
  await flush(path);
  await flush(dirname(path));
}
