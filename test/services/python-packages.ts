import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { firstThatRuns } from './duckdb-extensions.ts';
import { fetchedOnce } from './fetched.ts';

const run = promisify(execFile);

/** Packages of PyPI in a folder of .cache, and the Python that runs them; or why they are not here. */
export type PythonPackages =
  | { readonly python: string; readonly folder: string }
  | { readonly missing: string };

const answers = new Map<string, Promise<PythonPackages>>();

/**
 * Packages, with what they need, found in the folder `name` of .cache or fetched into it. A process that has the folder
 * on its path has them. Never throws.
 *
 * @param options Of pip. Without them, packages that would have to be compiled are refused.
 */
export function pythonPackages(
  name: string,
  packages: readonly string[],
  options: readonly string[] = ['--only-binary=:all:'],
): Promise<PythonPackages> {
  const answer = answers.get(name) ?? found(name, packages, options);
  answers.set(name, answer);
  return answer;
}

async function found(
  name: string,
  packages: readonly string[],
  options: readonly string[],
): Promise<PythonPackages> {
  try {
    const python = await firstThatRuns(['python3', 'python']);
    const folder = await fetchedOnce(name, async (into) => {
      console.error(`Fetching ${name} for tests, once.`);
      await run(python, ['-m', 'pip', 'install', '--quiet', ...options, '--target', into, ...packages], {
        timeout: 900_000,
      });
    });
    return { python, folder };
  } catch (error) {
    return {
      missing: `${name} is not here, which takes Python 3 with pip: ${(error as Error).message.trim().split('\n').at(-1)}`,
    };
  }
}
