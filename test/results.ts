import { relative } from 'node:path';
import { REASON } from './needing.ts';

/** What is used of jest's JSON (https://jestjs.io/docs/configuration#testresultsprocessor-string). */
export interface JestResults {
  readonly testResults: readonly {
    /** The test file. */
    readonly name: string;
    readonly status: string;
    /** Why the file itself did not run; '' where it did. */
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export interface Counts {
  readonly passed: number;
  /** Failed tests, files that could not be run at all, and tests that were skipped without a reason: one each. */
  readonly failed: number;
  /** Tests that did not run and say why. */
  readonly skipped: number;
  /** `file: name`, of every test that did not run and says why. */
  readonly skippedTests: readonly string[];
  /** `file: name`, of every test that did not run and does not say why. */
  readonly unexplained: readonly string[];
}

/**
 * Counts a run's tests. Whatever is neither passed nor failed did not run: it is skipped where its name says why, and
 * failed where it does not. Where tests were asked for by their names, the others were not asked for and count nowhere.
 */
export function countTests(results: JestResults, root: string, byName = false): Counts {
  let passed = 0;
  let failed = 0;
  const skippedTests: string[] = [];
  const unexplained: string[] = [];
  for (const file of results.testResults) {
    const before = failed;
    for (const test of file.assertionResults) {
      const title = `${relative(root, file.name)}: ${test.fullName}`;
      if (test.status === 'passed') passed++;
      else if (test.status === 'failed') failed++;
      else if (test.fullName.includes(REASON)) skippedTests.push(title);
      else if (!byName) unexplained.push(title);
    }
    if (file.status === 'failed' && failed === before) failed++;
  }
  return {
    passed,
    failed: failed + unexplained.length,
    skipped: skippedTests.length,
    skippedTests,
    unexplained,
  };
}
