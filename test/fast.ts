import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What a test that starts a service, or needs the built provider or Terraform, imports; paths from the root. */
const SLOW = [
  'test/services/',
  // It finds the connectors' fixtures, which start services, by their paths.
  'test/contract/fixtures.ts',
  'test/embedded-postgres.ts',
  'provider/build/ensure-built.ts',
  'provider/plugin/acceptance.test.ts',
  'examples/',
  'test/acceptance/',
];

/** What tests that run many whole syncs import, or are: without services as well, they take most of the minute that fast tests may take. */
const LONG = [
  'test/simulation/',
  'test/manifests/',
  'test/engine/equal-keys.ts',
  'test/engine/model-read-twice.test.ts',
  'test/engine/cdc',
];

/** A module's path in an import, a re-export or an import(). */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.[^']+\.ts)'/g;

/**
 * The test files that need no service, no Terraform and no built provider, and run in a moment: those that import nothing
 * of SLOW and LONG, however indirectly.
 */
export function fastTests(root: string): readonly string[] {
  const known = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const paths =
      known.get(file) ??
      [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path = '']) => join(dirname(file), path));
    known.set(file, paths);
    return paths;
  };
  const isFast = (test: string): boolean => {
    const reached = new Set([test]);
    for (const file of reached) {
      if ([...SLOW, ...LONG].some((slow) => relative(root, file).startsWith(slow))) return false;
      for (const path of importsOf(file)) reached.add(path);
    }
    return true;
  };
  const tests = ['engine', 'provider', 'constructs', 'docs', 'examples', 'test'].flatMap((folder) =>
    globSync(`${folder}/**/*.test.ts`, { cwd: root, exclude: (name) => name === 'node_modules' }),
  );
  return tests.map((path) => join(root, path)).filter(isFast);
}
