import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { countTests, type JestResults } from './results.ts';

/** Tests for a jest of their own, whose titles say what has to become of them. */
const TESTS = `
  beforeEach(() => expect(1).toBe(1));
  afterEach(() => expect(1).toBe(1));
  test('asserts: passed', () => expect(1).toBe(1));
  test('asserts later: passed', () => expect(Promise.resolve(1)).resolves.toBe(1));
  test('asserts nothing: failed', () => {});
  test('comes back before it asserts: failed', () => { if (Math.random() < 2) return; expect(1).toBe(1); });
  test.each([1])('asserts nothing of %d: failed', async () => {});
  test('is wrong: failed', () => expect(1).toBe(2));
  test.skip('is skipped: pending', () => {});
`;

test('a test that asserts nothing itself fails, whatever its hooks assert', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'asserting-'));
  try {
    await writeFile(join(folder, 'some.test.js'), TESTS);
    const root = resolve(import.meta.dirname, '..');
    const config = {
      rootDir: folder,
      testEnvironment: join(import.meta.dirname, 'asserting-environment.ts'),
      transform: {},
    };
    const file = join(folder, 'results.json');
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const args = [jest, '--config', JSON.stringify(config), '--json', `--outputFile=${file}`];
    // It ends with code 1, for tests of it fail.
    await new Promise<void>((done) => execFile(process.execPath, args, { cwd: root }, () => done()));
    const results = JSON.parse(await readFile(file, 'utf8')) as JestResults;
    const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
    expect(tests.map(({ fullName, status }) => fullName.replace(/: \w+$/, `: ${status}`))).toEqual(
      tests.map(({ fullName }) => fullName),
    );
    expect(countTests(results, folder)).toMatchObject({ passed: 2, failed: 5, skipped: 0 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
