import { countTests } from './results.ts';

function file(status: string, ...tests: string[]) {
  const assertionResults = tests.map((test, i) => ({ fullName: `test ${i}`, status: test }));
  return { name: '/project/a/b.test.ts', status, message: '', assertionResults };
}

test('counts tests by what became of them and names those that did not run', () => {
  const results = {
    testResults: [file('failed', 'passed', 'failed', 'pending'), file('passed', 'todo', 'passed')],
  };
  expect(countTests(results, '/project')).toEqual({
    passed: 2,
    failed: 1,
    skipped: 2,
    skippedTests: ['a/b.test.ts: test 2', 'a/b.test.ts: test 0'],
  });
});

test('a file that could not run is a failure, even if none of its tests is', () => {
  expect(countTests({ testResults: [file('failed')] }, '/')).toMatchObject({ passed: 0, failed: 1 });
  expect(countTests({ testResults: [file('failed', 'passed')] }, '/')).toMatchObject({
    passed: 1,
    failed: 1,
  });
});
