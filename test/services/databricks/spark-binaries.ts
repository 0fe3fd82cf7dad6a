import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstThatRuns } from '../duckdb-extensions.ts';
import { fetchedOnce } from '../fetched.ts';
import { type JavaClasses, javaClasses, missingJavaPrograms } from '../java.ts';

const run = promisify(execFile);
const SPARK = '4.0.5';
const sources = join(import.meta.dirname, 'spark');

let answer: Promise<JavaClasses> | undefined;

/**
 * Spark with Delta, on this machine's Java: found in .cache or fetched into it, Spark as the package pyspark by pip,
 * Delta by Maven, and compiled with them the catalogs of ./spark. Never throws: the answer says what is missing.
 */
export function sparkBinaries(): Promise<JavaClasses> {
  answer ??= prepare().catch((error: Error) => ({
    missing: `a local Databricks warehouse cannot be made here: ${error.message.trim().split('\n').slice(0, 3).join(' ')}`,
  }));
  return answer;
}

async function prepare(): Promise<JavaClasses> {
  const missing = await missingPrograms();
  if (missing.length > 0) {
    return {
      missing: `a local Databricks warehouse needs ${missing.join(' and ')} on PATH: apt-get install default-jdk-headless maven python3-pip`,
    };
  }
  const spark = await fetchedOnce(`spark-${SPARK}`, fetchSpark);
  const jars = join(spark, 'jars', '*');
  const additions = await javaClasses(`spark-${SPARK}-additions`, sources, jars);
  return 'missing' in additions ? additions : { classPath: `${jars}:${additions.classPath}` };
}

async function missingPrograms(): Promise<string[]> {
  const missing = await missingJavaPrograms();
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
