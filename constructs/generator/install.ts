import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../provider/build/paths.ts';

const MANIFEST = ['package.json', 'package-lock.json'];

/**
 * Answers a folder in which the generators of both flavours are installed, as package-lock.json beside this file lists
 * them; installs them if they are not there yet. They are no dependencies of the project, because nothing but
 * generating needs them and they weigh more than the rest of it.
 */
export async function installedGenerators(): Promise<string> {
  const cache = join(root, '.cache');
  const folder = join(cache, `constructs-generator-${await digest()}`);
  if (await isThere(folder)) return folder;

  const staging = `${folder}-${process.pid}`;
  await mkdir(staging, { recursive: true });
  try {
    for (const file of MANIFEST) await copyFile(join(import.meta.dirname, file), join(staging, file));
    console.error('Installing the generators of cdktf and cdktn (once, some 10 s).');
    const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: staging,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32', // npm is a .cmd file there
    });
    if (error || status !== 0)
      throw new Error(
        `npm ci of the generators failed${error ? `: ${error.message}` : ''}; its own words are above. Once the package registry can be reached (npm ping), run the same command again.`,
      );
    await rename(staging, folder).catch(async (cause) => {
      if (!(await isThere(folder))) throw cause; // otherwise another process was faster
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  await removeOlder(cache, folder);
  return folder;
}

async function digest(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of MANIFEST) hash.update(await readFile(join(import.meta.dirname, file)));
  return hash.digest('hex').slice(0, 12);
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

async function removeOlder(cache: string, current: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    if (/^constructs-generator-[0-9a-f]{12}$/.test(name) && folder !== current)
      await rm(folder, { recursive: true, force: true });
  }
}
