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

/** How often what has been written into a file is flushed meanwhile, in ms. */
const FLUSH_EVERY_MS = 200;

/**
 * Does work that writes a file, and has what is there of it written to the disk meanwhile: little is left to be waited for
 * when the file is flushed at its end. That is still to be done; here nothing is promised.
 */
export async function flushedMeanwhile<T>(path: string, work: () => Promise<T>): Promise<T> {
  let flushing: Promise<void> | undefined;
  const timer = setInterval(() => {
    flushing ??= flush(path)
      .catch(() => undefined)
      .finally(() => {
        flushing = undefined;
      });
  }, FLUSH_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await flushing;
  }
}

/** Flushes a file that is new in its folder; DuckDB, which wrote it, lets others read what the umask lets them. */
export async function flushNew(path: string): Promise<void> {
  await chmod(path, 0o600);
  await flush(path);
  await flush(dirname(path));
}
