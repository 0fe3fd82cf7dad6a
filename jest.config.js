import { availableParallelism } from 'node:os';

/** Tests are TypeScript ES modules, compiled by swc; they run under the Node that the `node` package pins. */
export default {
  testEnvironment: './test/asserting-environment.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.cache/', '/cdktf.out/'],
  modulePathIgnorePatterns: ['/dist/', '/.cache/'],
  globalSetup: './test/services/jest-setup.ts',
  globalTeardown: './test/services/jest-teardown.ts',
  // The services that tests start need the other half of a larger machine.
  maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
  // Ends what hangs, and nothing else: machines that run tests may be slow.
  testTimeout: 300_000,
};
