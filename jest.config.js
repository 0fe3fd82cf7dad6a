import { availableParallelism } from 'node:os';
import { testsAtMysql } from './test/at-mysql.ts';

const project = {
  testEnvironment: './test/asserting-environment.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.cache/', '/cdktf.out/'],
  modulePathIgnorePatterns: ['/dist/', '/.cache/'],
  globalSetup: './test/services/jest-setup.ts',
  globalTeardown: './test/services/jest-teardown.ts',
};

/** Tests are TypeScript ES modules, compiled by swc; they run under the Node that the `node` package pins. */
export default {
  projects: [
    {
      ...project,
      displayName: 'all',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: [...project.testPathIgnorePatterns, '\\.only-mysql\\.test\\.ts$'],
    },
    // Those of MySQL once more, at its own server: the others have a MariaDB.
    {
      ...project,
      displayName: 'MySQL',
      testMatch: testsAtMysql(import.meta.dirname),
      testEnvironmentOptions: { environment: { SYNCFORM_TEST_MYSQL: 'mysql' } },
    },
  ],
  // Ends what hangs, and nothing else: machines that run tests may be slow.
  testTimeout: 300_000,
  // The services that tests start need the other half of a larger machine.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
};
