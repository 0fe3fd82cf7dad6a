import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/* What is installed is what was looked at, and runs no script of its own that nobody has decided on. */

const root = join(import.meta.dirname, '..');
const read = async (name: string) => JSON.parse(await readFile(join(root, name), 'utf8'));

interface Locked {
  readonly link?: boolean;
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

async function installed(): Promise<readonly (readonly [string, Locked])[]> {
  const { packages } = (await read('package-lock.json')) as { packages: Record<string, Locked> };
  return Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
}

test('every package of the lock file has a checksum', async () => {
  const without = (await installed()).filter(([, locked]) => !locked.integrity && !locked.inBundle);
  expect(without.map(([path]) => path)).toEqual([]);
});

test('every package with an install script is allowed or refused by name', async () => {
  const { allowScripts } = (await read('package.json')) as { allowScripts: Record<string, boolean> };
  const named = Object.keys(allowScripts).map((name) => name.replace(/(?<=.)@[^/]*$/, ''));
  const scripted = (await installed())
    .filter(([, locked]) => locked.hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(scripted.length).toBeGreaterThan(0);
  expect(scripted.filter((name) => !named.includes(name))).toEqual([]);
});
