import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { digestOf } from '../../provider/build/freshness.ts';
import { holdFile } from '../../provider/build/held-file.ts';
import { root } from '../../provider/build/paths.ts';

const constructsDir = join(root, 'constructs');
const lockFile = join(constructsDir, '.generating');
/** Beside what was generated: the digest of what it was generated from. */
const STAMP = '.sources';
const INPUTS = ['engine', 'provider', 'constructs', 'package.json', 'package-lock.json'];

/**
 * Makes the generated part of the constructs, unless what is there was made from these very sources. Answers whether it made
 * any. It needs no build, no Terraform and no package beside the project's own; it takes a second, and some 50 ms where
 * nothing is to be done. Safe for several processes at once: one makes it, the others wait.
 */
export async function ensureGenerated(): Promise<boolean> {
  if (await isCurrent()) return false;
  await using _ = await holdFile(lockFile);
  if (await isCurrent()) return false;
  const digest = await inputsDigest();
  // Loads the whole provider, which is not needed where everything is current.
  const { generatedFolders, generatedSources } = await import('./sources.ts');
  const sources = await generatedSources();
  for (const folder of generatedFolders) await removeOthers(folder, sources);
  for (const [path, text] of sources) await writeIfOther(join(constructsDir, path), text);
  for (const folder of generatedFolders) await writeFile(join(constructsDir, folder, STAMP), digest);
  return true;
}

async function isCurrent(): Promise<boolean> {
  const stamps = await Promise.all(
    ['cdktf/generated', 'cdktn'].map((folder) =>
      readFile(join(constructsDir, folder, STAMP), 'utf8').catch(() => undefined),
    ),
  );
  if (stamps.includes(undefined)) return false;
  const digest = await inputsDigest();
  return stamps.every((stamp) => stamp === digest);
}

/** The constructs' tests count: those for the other library are generated from them. */
function inputsDigest(): Promise<string> {
  return digestOf(INPUTS, (name, folder) => {
    if (name === 'node_modules' || name === 'dist' || name === '.generating') return false;
    if (folder === 'constructs') return name !== 'cdktn';
    if (folder === join('constructs', 'cdktf')) return name !== 'generated';
    return folder.startsWith('constructs') || !name.endsWith('.test.ts');
  });
}

/** Removes what a folder has and is not generated any more. */
async function removeOthers(folder: string, sources: ReadonlyMap<string, string>): Promise<void> {
  const path = join(constructsDir, folder);
  await mkdir(path, { recursive: true });
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !sources.has(relative(constructsDir, file).split(sep).join('/'))) await rm(file);
  }
}

/** Editors and compilers that watch see what changed, and nothing else. */
async function writeIfOther(file: string, text: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
