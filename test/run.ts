/*
 * The whole test suite: builds what acceptance tests need, fetches what the services need, runs jest, and ends with one
 * line of counts. Arguments go to jest: `npm test -- engine/types`. `npm test -- fast` runs the tests that need neither
 * (test/fast.ts), `npm test -- fast engine/types` those of them whose paths match. `npm test -- pairs --all` tries every two
 * connectors with each other.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ensureGenerated } from '../constructs/generator/ensure-generated.ts';
import { ensureBuilt } from '../provider/build/ensure-built.ts';
import { root } from '../provider/build/paths.ts';
import { ensurePostgres } from './embedded-postgres.ts';
import { fastTests } from './fast.ts';
import { countTests, type JestResults } from './results.ts';
import { duckdbExtensions } from './services/duckdb-extensions.ts';
import { mysqlEnvironment } from './services/mysql/debian-mysql.ts';

const resultsFile = join(root, '.cache', `jest-${process.pid}.json`);
await mkdir(join(root, '.cache'), { recursive: true });

const environment: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: nodeOptions() };
// Before jest looks for tests, some of which are generated, and before its workers could race.
await ensureGenerated();
const given = process.argv.slice(2).filter((arg) => arg !== '--all');
if (process.argv.includes('--all')) environment.SYNCFORM_EVERY_PAIR = 'yes';
const isFast = given[0] === 'fast';
const missing = isFast ? [] : await makeReady();
const args = isFast ? ['--selectProjects', 'all', ...fastArguments(given.slice(1))] : given;
const exitCode = await jest(['--json', `--outputFile=${resultsFile}`, ...args]);

const text = await readFile(resultsFile, 'utf8').catch(() => undefined);
await rm(resultsFile, { force: true });
if (text === undefined) {
  console.error(`jest ended with code ${exitCode} and left no results.`);
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
}
const byName = args.some((arg) => /^(-t\b|--testNamePattern)/.test(arg));
const counts = countTests(JSON.parse(text) as JestResults, root, byName);
const notes = [...counts.skippedTests, ...missing].map((title) => `  ${title}`);
if (notes.length > 0) console.error(`\nSKIPPED, so nothing is known of:\n${notes.join('\n')}`);
if (counts.unexplained.length > 0)
  console.error(
    `\nFAILED, for they were skipped and do not say why (test/needing.ts):\n  ${counts.unexplained.join('\n  ')}`,
  );
if (exitCode !== 0 && counts.failed === 0) console.error(`\njest ended with code ${exitCode}.`);
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = exitCode !== 0 || counts.failed > 0 ? 1 : 0;

/** Builds and fetches what tests need; answers what could not be obtained and what needs it. */
async function makeReady(): Promise<readonly string[]> {
  await ensureBuilt().catch((error: Error) => {
    console.error(`The provider cannot be built, so nothing was tested.\n${error.message}`);
    process.stdout.write('0 passed, 1 failed, 0 skipped\n');
    process.exit(1);
  });
  const extensions = await duckdbExtensions();
  const postgres = await ensurePostgres();
  if (typeof postgres === 'object' && 'folder' in postgres)
    environment.PATH = [postgres.folder, process.env.PATH].join(delimiter);
  if ('folder' in extensions) environment.SYNCFORM_DUCKDB_EXTENSIONS = extensions.folder;
  // Tests of MySQL whose server is missing say so themselves.
  Object.assign(environment, await mysqlEnvironment());
  return [extensions, postgres].flatMap((needed) =>
    typeof needed === 'object' && 'missing' in needed ? [`what needs it: ${needed.missing}`] : [],
  );
}

/** Jest's arguments for the fast tests whose paths hold one of these texts, all where there is none; options go on. */
function fastArguments(rest: readonly string[]): readonly string[] {
  const firstOption = rest.findIndex((arg) => arg.startsWith('-'));
  const texts = firstOption < 0 ? rest : rest.slice(0, firstOption);
  const options = firstOption < 0 ? [] : rest.slice(firstOption);
  const tests = fastTests(root).filter(
    (path) => texts.length === 0 || texts.some((text) => path.includes(text)),
  );
  // Without a path jest would run everything.
  if (tests.length === 0) throw new Error(`No fast test has ${texts.join(' or ')} in its path.`);
  return [...options, '--runTestsByPath', ...tests];
}

/** Runs jest under this Node; its JSON goes to the file, what it says for people to stderr. Answers its exit code. */
function jest(args: readonly string[]): Promise<number> {
  const program = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function nodeOptions(): string {
  return [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
    .filter(Boolean)
    .join(' ');
}
