import { countTests } from './results.ts';

function file(status: string, ...tests: string[]) {
  const assertionResults = tests.map((test, i) => {
    const [result = '', reason] = test.split(' for ');
    return { fullName: `test ${i}${reason ? ` — ${reason}` : ''}`, status: result };
  });
  return { name: '/project/a/b.test.ts', status, message: '', assertionResults };
}

test('counts tests by what became of them and names those that did not run', () => {
  const results = {
    testResults: [
      file('failed', 'passed', 'failed', 'pending for no server'),
      file('passed', 'todo for no time', 'passed'),
    ],
  };
  expect(countTests(results, '/project')).toEqual({
    passed: 2,
    failed: 1,
    skipped: 2,
    skippedTests: ['a/b.test.ts: test 2 — no server', 'a/b.test.ts: test 0 — no time'],
    unexplained: [],
  });
});

test('a test that is skipped without a reason is a failure, unless others were asked for by name', () => {
  const results = { testResults: [file('passed', 'passed', 'pending')] };
  expect(countTests(results, '/project')).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
    skippedTests: [],
    unexplained: ['a/b.test.ts: test 1'],
  });
  expect(countTests(results, '/project', true)).toMatchObject({ passed: 1, failed: 0, skipped: 0 });
});

test('a file that could not run is a failure, even if none of its tests is', () => {
  expect(countTests({ testResults: [file('failed')] }, '/')).toMatchObject({ passed: 0, failed: 1 });
  expect(countTests({ testResults: [file('failed', 'passed')] }, '/')).toMatchObject({
    passed: 1,
    failed: 1,
  });
});
