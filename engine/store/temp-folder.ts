import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';

/** How long a folder of a process that cannot be looked at from here is left alone, in ms. */
const foreignFor = 7 * 24 * 3600 * 1000;

/** The folder under a data directory for this process's temporary files. It need not exist yet. */
export function tempFolder(dataDir: string): string {
  return join(dataDir, 'tmp', folderName(thisProcess()));
}

/** Removes what dead processes left of their temporary files; that of another machine once it is a week old. Never throws. */
export async function sweepTempFolders(dataDir: string, now: number): Promise<void> {
  const parent = join(dataDir, 'tmp');
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    if (await isAbandoned(name, path, now))
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isAbandoned(name: string, path: string, now: number): Promise<boolean> {
  const self = thisProcess();
  const [, pid, started, machine] = /^(\d+)-(\d*)-([0-9a-f]+)$/.exec(name) ?? [];
  if (machine === digest(self.machine))
    return !isAlive({ ...self, pid: Number(pid), processStarted: started || null });
  const status = await stat(path).catch(() => undefined);
  return status !== undefined && now - status.mtimeMs > foreignFor;
}

function folderName({ pid, processStarted, machine }: ProcessIdentity): string {
  return `${pid}-${processStarted ?? ''}-${digest(machine)}`;
}

function digest(machine: string): string {
  return createHash('sha256').update(machine).digest('hex').slice(0, 12);
}
