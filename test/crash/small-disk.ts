import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { appendFile, mkdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk, of memory. */
export async function smallDisk(path: string, megabytes: number): Promise<AsyncDisposable> {
  await mkdir(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' });
  return { [Symbol.asyncDispose]: async () => void execFileSync('umount', ['-l', path]) };
}

/** Whether this user may mount one. */
function isAllowed(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(path);
  }
}

/** Fills a disk but for so many bytes; answers how to make room again. */
export async function fill(disk: string, left = 0): Promise<() => Promise<void>> {
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, '');
  for (const size of [1 << 20, 1 << 12, 1])
    while (
      await appendFile(ballast, Buffer.alloc(size)).then(
        () => true,
        () => false,
      )
    );
  if (left > 0) await truncate(ballast, (await stat(ballast)).size - left);
  return () => rm(ballast);
}

/** Why no small disk can be obtained here, or undefined where one can. */
export const noDisk = isAllowed() ? undefined : 'this user may not mount a disk of memory';
