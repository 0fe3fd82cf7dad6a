import { join } from 'node:path';
import { testsAndImports } from './imports.ts';

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

/**
 * The test files that need no service, no Terraform and no built provider, and run in a moment: those that import nothing
 * of SLOW and LONG, however indirectly.
 */
export function fastTests(root: string): readonly string[] {
  return [...testsAndImports(root)].flatMap(([test, reached]) =>
    [...reached].some((path) => [...SLOW, ...LONG].some((slow) => path.startsWith(slow)))
      ? []
      : [join(root, test)],
  );
}
