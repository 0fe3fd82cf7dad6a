/*
 * The whole test suite: builds what acceptance tests need, fetches what the services need, runs jest, and ends with one
 * line of counts. Arguments go to jest: `npm test -- engine/types`.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ensureBuilt } from '../provider/build/ensure-built.ts';
import { root } from '../provider/build/paths.ts';
import { ensurePostgres } from './embedded-postgres.ts';
import { countTests, type JestResults } from './results.ts';
import { duckdbExtensions } from './services/duckdb-extensions.ts';

const resultsFile = join(root, '.cache', `jest-${process.pid}.json`);
await mkdir(join(root, '.cache'), { recursive: true });

await ensureBuilt().catch((error: Error) => {
  console.error(`The provider cannot be built, so nothing was tested.\n${error.message}`);
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
});
const extensions = await duckdbExtensions();
const environment: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: nodeOptions() };
const postgres = await ensurePostgres();
if (typeof postgres === 'object' && 'folder' in postgres) {
  environment.PATH = [postgres.folder, process.env.PATH].join(delimiter);
}
if ('folder' in extensions) environment.SYNCFORM_DUCKDB_EXTENSIONS = extensions.folder;
const exitCode = await jest(['--json', `--outputFile=${resultsFile}`, ...process.argv.slice(2)]);

const text = await readFile(resultsFile, 'utf8').catch(() => undefined);
await rm(resultsFile, { force: true });
if (text === undefined) {
  console.error(`jest ended with code ${exitCode} and left no results.`);
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exit(1);
}
const counts = countTests(JSON.parse(text) as JestResults, root);
const notes = counts.skippedTests.map((title) => `  ${title}`);
for (const needed of [extensions, postgres]) {
  if (typeof needed === 'object' && 'missing' in needed) notes.push(`  what needs it: ${needed.missing}`);
}
if (notes.length > 0) console.error(`\nSKIPPED, so nothing is known of:\n${notes.join('\n')}`);
if (exitCode !== 0 && counts.failed === 0) console.error(`\njest ended with code ${exitCode}.`);
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = exitCode !== 0 || counts.failed > 0 ? 1 : 0;

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
