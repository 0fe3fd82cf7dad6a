import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..', '..');

/** DuckDB's extensions that tests use, by the names of their files. */
const EXTENSIONS = ['postgres_scanner', 'httpfs'] as const;

/** What became of fetching the extensions: their folder, or why there is none. */
export type Extensions = { readonly folder: string } | { readonly missing: string };

/**
 * The folder with DuckDB's extensions for tests, fetched once into .cache as the packages of that name from PyPI, of the
 * version of DuckDB that @duckdb/node-api brings: the engine finds them where SYNCFORM_DUCKDB_EXTENSIONS says. Never
 * throws: without pip or a network the answer says what is missing, and the engine takes its other paths.
 */
export async function duckdbExtensions(): Promise<Extensions> {
  const given = process.env.SYNCFORM_DUCKDB_EXTENSIONS;
  if (given) return { folder: resolve(given) };
  const version = await duckdbVersion();
  const folder = join(root, '.cache', `duckdb-extensions-${version}-${process.platform}-${process.arch}`);
  const missing = EXTENSIONS.filter((name) => !existsSync(join(folder, `${name}.duckdb_extension`)));
  if (missing.length === 0) return { folder };
  await mkdir(folder, { recursive: true });
  const staging = await mkdtemp(join(root, '.cache', 'duckdb-extensions-'));
  try {
    await download(missing, version, staging);
    for (const name of missing) {
      const extension = `${name}.duckdb_extension`;
      const unpacked = join(staging, `duckdb_extension_${name}`, 'extensions', `v${version}`, extension);
      await rename(unpacked, join(folder, extension));
    }
    return { folder };
  } catch (error) {
    const lines = (error as Error).message.trim().split('\n');
    return { missing: `DuckDB’s extensions ${missing.join(', ')} ${version} are not here: ${lines.at(-1)}` };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Why DuckDB's extensions are not here; undefined where they are, and the engine of this process then finds them. */
export async function missingDuckdbExtensions(): Promise<string | undefined> {
  const extensions = await duckdbExtensions();
  if ('missing' in extensions) return extensions.missing;
  process.env.SYNCFORM_DUCKDB_EXTENSIONS ??= extensions.folder;
  return undefined;
}

/** `1.5.5` of `@duckdb/node-api` `1.5.5-r.5`. */
async function duckdbVersion(): Promise<string> {
  const file = join(root, 'node_modules', '@duckdb', 'node-api', 'package.json');
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  return version.replace(/-.*$/, '');
}

/** Downloads the packages with whichever pip there is and unpacks them (a wheel is a zip file, which Python reads). */
async function download(names: readonly string[], version: string, folder: string): Promise<void> {
  const packages = names.map((name) => `duckdb-extension-${name.replaceAll('_', '-')}==${version}`);
  const options = { cwd: folder, timeout: 180_000 };
  const python = await firstThatRuns(['python3', 'python']);
  await run(
    python,
    ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', ...packages],
    options,
  );
  const wheels = (await readdir(folder)).filter((name) => name.endsWith('.whl'));
  for (const wheel of wheels) await run(python, ['-m', 'zipfile', '-e', wheel, '.'], options);
}

/** The first of these commands that is a Python with pip. */
export async function firstThatRuns(commands: readonly string[]): Promise<string> {
  for (const command of commands) {
    const works = await run(command, ['-m', 'pip', '--version']).then(
      () => true,
      () => false,
    );
    if (works) return command;
  }
  throw new Error('fetching them takes Python’s pip, which is not on PATH');
}
