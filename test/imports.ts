import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A module's path in an import, a re-export or an import(). */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.[^']+\.ts)'/g;

/** Every test file with what it imports of this repository, however indirectly, and itself; paths from the root. */
export function testsAndImports(root: string): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const paths =
      known.get(file) ??
      [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)]
        .map(([, path = '']) => join(dirname(file), path))
        // A generator of code has imports in its texts, too.
        .filter((path) => existsSync(join(root, path)));
    known.set(file, paths);
    return paths;
  };
  const tests = ['engine', 'provider', 'constructs', 'docs', 'examples', 'test'].flatMap((folder) =>
    globSync(`${folder}/**/*.test.ts`, { cwd: root, exclude: (name) => name === 'node_modules' }),
  );
  return new Map(
    tests.map((test) => {
      const reached = new Set([test]);
      for (const file of reached) for (const path of importsOf(file)) reached.add(path);
      return [test, reached];
    }),
  );
}
