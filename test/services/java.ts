import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchedOnce } from './fetched.ts';

const run = promisify(execFile);

/** A class path that runs, or why it cannot be obtained here. */
export type JavaClasses = { readonly classPath: string } | { readonly missing: string };

const JAVA = [
  ['java', '-version'],
  ['javac', '-version'],
  ['mvn', '-version'],
] as const;

/** Which of Java's programs are not on PATH. */
export async function missingJavaPrograms(): Promise<string[]> {
  const missing: string[] = [];
  for (const [name, flag] of JAVA) await run(name, [flag]).catch(() => missing.push(name));
  return missing;
}

const answers = new Map<string, Promise<JavaClasses>>();

/**
 * The jars that a folder's pom.xml names, and its Java sources compiled with them: found in .cache under the name, or made
 * there once, by Maven. Never throws: the answer says what is missing.
 *
 * @param also A class path that the sources need as well.
 */
export function javaClasses(name: string, sources: string, also?: string): Promise<JavaClasses> {
  const answer = answers.get(name) ?? prepare(name, sources, also);
  answers.set(name, answer);
  return answer;
}

async function prepare(name: string, sources: string, also?: string): Promise<JavaClasses> {
  const missing = await missingJavaPrograms();
  if (missing.length > 0)
    return {
      missing: `${name} needs ${missing.join(' and ')} on PATH: apt-get install default-jdk-headless maven`,
    };
  try {
    const files = (await readdir(sources)).filter((file) => /\.(java|xml)$/.test(file)).sort();
    const digest = createHash('sha256');
    for (const file of files) digest.update(await readFile(join(sources, file)));
    const folder = await fetchedOnce(`${name}-${digest.digest('hex').slice(0, 12)}`, async (into) => {
      console.error(`Fetching ${name} for tests, once.`);
      await make(
        sources,
        files.filter((file) => file.endsWith('.java')),
        into,
        also,
      );
    });
    return { classPath: `${join(folder, 'jars', '*')}:${join(folder, 'classes')}` };
  } catch (error) {
    return {
      missing: `${name} cannot be made here: ${(error as Error).message.trim().split('\n').slice(0, 3).join(' ')}`,
    };
  }
}

async function make(sources: string, java: readonly string[], into: string, also?: string): Promise<void> {
  const jars = join(into, 'jars');
  const classes = join(into, 'classes');
  await mkdir(classes);
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  await run('mvn', ['-B', '-q', '-f', join(sources, 'pom.xml'), ...goal], { timeout: 600_000 });
  if (java.length === 0) return;
  const classPath = [join(jars, '*'), ...(also === undefined ? [] : [also])].join(':');
  await run('javac', ['-nowarn', '-cp', classPath, '-d', classes, ...java], {
    cwd: sources,
    timeout: 120_000,
  });
}
