import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from './paths.ts';

const SOURCES = ['engine', 'provider', 'package.json', 'package-lock.json', 'LICENSE'];

/** A digest of everything that the build is made from; it moves when any of it does. Takes some 20 ms. */
export async function sourcesDigest(): Promise<string> {
  const isTest = (name: string) => name.endsWith('.test.ts');
  return digestOf(SOURCES, (name) => name !== 'node_modules' && name !== 'dist' && !isTest(name));
}

/** A digest of files and folders, by their paths from the root; `isPart` says of the names in folders which count. */
export async function digestOf(
  names: readonly string[],
  isPart: (name: string, folder: string) => boolean,
): Promise<string> {
  const files = (await Promise.all(names.map((name) => filesUnder(join(root, name), isPart)))).flat().sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256').update(`${process.version} ${process.platform} ${process.arch}\n`);
  files.forEach((file, i) => {
    hash.update(`${relative(root, file)}\n`).update(
      createHash('sha256')
        .update(contents[i] as Buffer)
        .digest(),
    );
  });
  return hash.digest('hex');
}

async function filesUnder(
  path: string,
  isPart: (name: string, folder: string) => boolean,
): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!entries) return [path];
  const nested = entries
    .filter((entry) => isPart(entry.name, relative(root, path)))
    .map((entry) =>
      entry.isDirectory()
        ? filesUnder(join(path, entry.name), isPart)
        : Promise.resolve([join(path, entry.name)]),
    );
  return (await Promise.all(nested)).flat();
}
