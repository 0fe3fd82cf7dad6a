import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCliConfig } from './cli-config.ts';
import { sourcesDigest } from './freshness.ts';
import { holdFile } from './held-file.ts';
import { layMirror } from './mirror.ts';
import { commandLine, distDir, providerExecutable } from './paths.ts';

const stamp = join(distDir, '.sources');
const lockFile = join(distDir, '.building');

/**
 * Builds the provider, its mirror, the command line and a Terraform CLI configuration, unless what is there was made from
 * these very sources. Answers whether it built. Safe for several processes at once: one builds, the others wait.
 */
export async function ensureBuilt(): Promise<boolean> {
  if (await isCurrent()) return false;
  await mkdir(distDir, { recursive: true });
  await using _ = await holdFile(lockFile);
  if (await isCurrent()) return false;
  const digest = await sourcesDigest();
  await rm(stamp, { force: true });
  await layMirror();
  await writeCliConfig();
  await writeFile(stamp, digest);
  return true;
}

async function isCurrent(): Promise<boolean> {
  const built = await readFile(stamp, 'utf8').catch(() => undefined);
  if (built === undefined || built !== (await sourcesDigest())) return false;
  const there = await Promise.allSettled([stat(providerExecutable), stat(commandLine)]);
  return there.every((result) => result.status === 'fulfilled');
}
