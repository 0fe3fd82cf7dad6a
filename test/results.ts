import { relative } from 'node:path';

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
  /** Failed tests, and files that could not be run at all: one each. */
  readonly failed: number;
  readonly skipped: number;
  /** `file: name`, of every test that did not run. */
  readonly skippedTests: readonly string[];
}

/** Counts a run's tests. Whatever is neither passed nor failed did not run, and counts as skipped. */
export function countTests(results: JestResults, root: string): Counts {
  let passed = 0;
  let failed = 0;
  const skippedTests: string[] = [];
  for (const file of results.testResults) {
    const before = failed;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++;
      else if (test.status === 'failed') failed++;
      else skippedTests.push(`${relative(root, file.name)}: ${test.fullName}`);
    }
    if (file.status === 'failed' && failed === before) failed++;
  }
  return { passed, failed, skipped: skippedTests.length, skippedTests };
}
