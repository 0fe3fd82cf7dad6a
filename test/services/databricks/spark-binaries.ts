import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstThatRuns } from '../duckdb-extensions.ts';
import { fetchedOnce } from '../fetched.ts';

const run = promisify(execFile);
const SPARK = '4.0.5';
const sources = join(import.meta.dirname, 'spark');

/** What Java needs to run a warehouse, or why it cannot be obtained here. */
export type SparkBinaries = { readonly classPath: string } | { readonly missing: string };

let answer: Promise<SparkBinaries> | undefined;

/**
 * Spark with Delta, on this machine's Java: found in .cache or fetched into it, Spark as the package pyspark by pip,
 * Delta by Maven, and compiled with them the catalogs of ./spark. Never throws: the answer says what is missing.
 */
export function sparkBinaries(): Promise<SparkBinaries> {
  answer ??= prepare().catch((error: Error) => ({
    missing: `a local Databricks warehouse cannot be made here: ${error.message.trim().split('\n').slice(0, 3).join(' ')}`,
  }));
  return answer;
}

async function prepare(): Promise<SparkBinaries> {
  const missing = await missingPrograms();
  if (missing.length > 0) {
    return {
      missing: `a local Databricks warehouse needs ${missing.join(' and ')} on PATH: apt-get install default-jdk-headless maven python3-pip`,
    };
  }
  const spark = await fetchedOnce(`spark-${SPARK}`, fetchSpark);
  const digest = createHash('sha256');
  for (const name of (await readdir(sources)).sort()) digest.update(await readFile(join(sources, name)));
  const jars = join(spark, 'jars');
  const additions = await fetchedOnce(
    `spark-${SPARK}-additions-${digest.digest('hex').slice(0, 12)}`,
    (folder) => fetchAdditions(folder, jars),
  );
  return { classPath: [join(jars, '*'), join(additions, 'jars', '*'), join(additions, 'classes')].join(':') };
}

async function missingPrograms(): Promise<string[]> {
  const missing: string[] = [];
  for (const [name, flag] of [
    ['java', '-version'],
    ['javac', '-version'],
    ['mvn', '-version'],
  ] as const) {
    await run(name, [flag]).catch(() => missing.push(name));
  }
  await firstThatRuns(['python3', 'python']).catch(() => missing.push('Python with pip'));
  return missing;
}

/** pyspark is published as its source, with Spark's jars in it: half a gigabyte. */
async function fetchSpark(folder: string): Promise<void> {
  console.error(`Fetching Spark ${SPARK} for a local Databricks warehouse, once.`);
  const python = await firstThatRuns(['python3', 'python']);
  const options = { cwd: folder, timeout: 600_000, maxBuffer: 1 << 26 };
  const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', 'pyspark'];
  await run(python, [...download, `pyspark==${SPARK}`], options);
  const archive = `pyspark-${SPARK}`;
  await run(python, ['-m', 'tarfile', '-e', `${archive}.tar.gz`, '.'], options);
  await rename(join(folder, archive, 'deps', 'jars'), join(folder, 'jars'));
  await rm(join(folder, archive), { recursive: true });
  await rm(join(folder, `${archive}.tar.gz`));
}

async function fetchAdditions(folder: string, sparkJars: string): Promise<void> {
  const jars = join(folder, 'jars');
  const classes = join(folder, 'classes');
  await mkdir(classes);
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  await run('mvn', ['-B', '-q', '-f', join(sources, 'pom.xml'), ...goal], { timeout: 300_000 });
  const java = (await readdir(sources)).filter((name) => name.endsWith('.java'));
  await run(
    'javac',
    ['-nowarn', '-cp', `${join(sparkJars, '*')}:${join(jars, '*')}`, '-d', classes, ...java],
    { cwd: sources, timeout: 120_000 },
  );
}
