import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const cache = resolve(import.meta.dirname, '..', '..', '.cache');

/**
 * The folder `name` of .cache, which `fetch` fills once: later runs, and other processes that ask while it is filled, get
 * what the first one made. Throws what `fetch` throws, and leaves no half of it.
 */
export async function fetchedOnce(name: string, fetch: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const unlock = await lock(`${folder}.lock`);
  const partial = `${name}.partial-`;
  try {
    if (existsSync(folder)) return folder;
    const staging = await mkdtemp(join(cache, partial));
    await fetch(staging);
    await rename(staging, folder);
    return folder;
  } finally {
    // Also what a process left that was killed while it fetched.
    for (const left of await readdir(cache)) {
      if (left.startsWith(partial)) await rm(join(cache, left), { recursive: true, force: true });
    }
    await unlock();
  }
}

/** Waits until no other process holds the lock; one whose process has gone is void. Answers what releases it. */
async function lock(file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isVoid(file)) await rm(file, { force: true });
    else await sleep(200);
  }
}

async function isVoid(file: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(file, 'utf8'));
    if (!pid) return Date.now() - (await stat(file)).mtimeMs > 5000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}
