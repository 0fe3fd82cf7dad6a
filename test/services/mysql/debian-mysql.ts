import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fetchedOnce } from '../fetched.ts';

const run = promisify(execFile);

const MIRROR = 'https://deb.debian.org/debian';
/** The distribution of Debian that has a server of MySQL; stable ones have MariaDB alone. */
const INDEX = `${MIRROR}/dists/sid/main/binary-amd64/Packages.gz`;
const SERVER = 'mysql-server-core';
/** What the server's package asks for and a server that tests start does not need. */
const UNNEEDED = new Set(['perl', 'debconf', 'debconf-2.0']);

/** Where the server is, or why there is none: what a process tells those that it starts. */
export interface MysqlEnvironment {
  readonly SYNCFORM_TEST_MYSQL_FOLDER?: string;
  readonly SYNCFORM_TEST_MYSQL_MISSING?: string;
}

/**
 * MySQL's own server as Debian builds it, with every library that it uses, in .cache; 60 MB are fetched once, whichever
 * version Debian has then. Never throws.
 */
export async function mysqlEnvironment(): Promise<MysqlEnvironment> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { SYNCFORM_TEST_MYSQL_MISSING: 'MySQL’s own server is fetched for Linux on x64 alone' };
  try {
    return { SYNCFORM_TEST_MYSQL_FOLDER: await fetchedOnce('mysql-server', fetchInto) };
  } catch (error) {
    const reason = (error as Error).message.trim().split('\n').at(-1);
    return {
      SYNCFORM_TEST_MYSQL_MISSING: `MySQL’s own server is not here, which takes deb.debian.org and dpkg-deb: ${reason}`,
    };
  }
}

/** The beginning of a command line that starts the server, under the loader and the libraries that came with it. */
export function mysqldCommand(folder: string): readonly string[] {
  const libraries = join(folder, 'usr', 'lib', 'x86_64-linux-gnu');
  return [
    join(libraries, 'ld-linux-x86-64.so.2'),
    '--library-path',
    libraries,
    join(folder, 'usr', 'sbin', 'mysqld'),
    '--no-defaults',
    `--basedir=${join(folder, 'usr')}`,
    `--lc-messages-dir=${join(folder, 'usr', 'share', 'mysql')}`,
    `--character-sets-dir=${join(folder, 'usr', 'share', 'mysql', 'charsets')}`,
    `--plugin-dir=${join(folder, 'usr', 'lib', 'mysql', 'plugin')}`,
  ];
}

async function fetchInto(into: string): Promise<void> {
  console.error('Fetching the server of MySQL for tests, once.');
  try {
    await fetchListed(into);
  } catch (error) {
    // Packages may have moved on since the index was read.
    console.error(`Once more, as it was not whole: ${(error as Error).message}`);
    await fetchListed(into);
  }
  // A command line of the loader would not say which server it is.
  if (!existsSync(join(into, 'usr', 'sbin', 'mysqld'))) throw new Error(`${SERVER} has no mysqld`);
}

/** Unpacks the packages that the index lists now, each with the content that it says. */
async function fetchListed(into: string): Promise<void> {
  const packages = packagesOf((await promisify(gunzip)(await get(INDEX))).toString('utf8'));
  for (const { Filename, SHA256 } of needed(packages)) {
    const content = await get(`${MIRROR}/${Filename}`);
    if (createHash('sha256').update(content).digest('hex') !== SHA256)
      throw new Error(`${Filename} is not what the index says`);
    const file = join(into, basename(Filename));
    await writeFile(file, content);
    await run('dpkg-deb', ['-x', file, into]);
    await rm(file);
  }
}

interface DebianPackage {
  readonly Filename: string;
  readonly SHA256: string;
  readonly Depends: string;
}

/** Packages of an index by their names (https://wiki.debian.org/DebianRepository/Format#A.22Packages.22_Indices). */
function packagesOf(index: string): ReadonlyMap<string, DebianPackage> {
  const packages = new Map<string, DebianPackage>();
  for (const stanza of index.split('\n\n')) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? '';
    const name = field('Package');
    if (name && !packages.has(name))
      packages.set(name, {
        Filename: field('Filename'),
        SHA256: field('SHA256'),
        Depends: `${field('Depends')},${field('Pre-Depends')}`,
      });
  }
  return packages;
}

/** The server's package and all that it depends on, of alternatives the first. */
function needed(packages: ReadonlyMap<string, DebianPackage>): readonly DebianPackage[] {
  const found = new Map<string, DebianPackage>();
  const open = [SERVER];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const known = packages.get(name);
    if (!known) {
      if (name === SERVER) throw new Error(`Debian has no package ${SERVER} now`);
      continue;
    }
    if (found.has(name) || UNNEEDED.has(name)) continue;
    found.set(name, known);
    for (const part of known.Depends.split(',')) {
      const first = /^\s*([^\s:|(]+)/.exec(part)?.[1];
      if (first) open.push(first);
    }
  }
  return [...found.values()];
}

async function get(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(300_000) }).catch((error: Error) => {
    throw new Error(`${url}: ${(error.cause as Error | undefined)?.message ?? error.message}`);
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
