import { join } from 'node:path';
import { testsAndImports } from './imports.ts';

/*
 * Tests of MySQL run twice: at a MariaDB, and at MySQL's own server (the project "MySQL" of jest.config.js), where
 * serverName of services/mysql/mysql.ts is the other one.
 */

/** Starts either server. */
const SERVICE = 'test/services/mysql/mysql.ts';

/** Suites of every connector, which find the connectors' fixtures by their paths; in the second run they try those of MySQL alone. */
const OF_EVERY_CONNECTOR = ['test/contract/connectors.test.ts'];

/** What would cost more than it could find: runs that `npm run plan-check` plays at either server, and suites mostly of other systems or of the line alone. */
const ONCE = [
  'engine/connectors/databases/mysql/silent-line.test.ts',
  'test/plan-check/',
  'examples/',
  'test/engine/expectations.test.ts',
  'test/engine/model-targets.test.ts',
  'test/engine/rows-behind-our-back.test.ts',
];

/** The test files that run at MySQL's own server as well. */
export function testsAtMysql(root: string): readonly string[] {
  const own = [...testsAndImports(root)].flatMap(([test, reached]) =>
    reached.has(SERVICE) && !ONCE.some((path) => test.startsWith(path)) ? [test] : [],
  );
  return [...new Set([...own, ...OF_EVERY_CONNECTOR])].sort().map((test) => join(root, test));
}
