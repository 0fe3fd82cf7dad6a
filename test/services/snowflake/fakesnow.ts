import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstThatRuns } from '../duckdb-extensions.ts';
import { fetchedOnce } from '../fetched.ts';

const run = promisify(execFile);
const VERSION = '0.12.1';

export interface Fakesnow {
  readonly python: string;
  /** The folder of its packages. */
  readonly packages: string;
}

let answer: Promise<Fakesnow | { readonly missing: string }> | undefined;

/** fakesnow and a Python that runs it: found in .cache or fetched into it by pip; or why it cannot be obtained. Never throws. */
export function fakesnow(): Promise<Fakesnow | { readonly missing: string }> {
  answer ??= fetched().catch((error: Error) => ({
    missing: `fakesnow, which stands in for Snowflake, cannot be obtained here: ${error.message.trim().split('\n').at(-1)}`,
  }));
  return answer;
}

async function fetched(): Promise<Fakesnow> {
  const python = await firstThatRuns(['python3', 'python']);
  const folder = await fetchedOnce(`fakesnow-${VERSION}`, async (into) => {
    console.error(`Fetching fakesnow ${VERSION}, which stands in for Snowflake in tests, once.`);
    const install = ['-m', 'pip', 'install', '--quiet', '--target', join(into, 'packages')];
    // Snowflake's connector for Python has moved a module in 5, which fakesnow imports.
    await run(python, [...install, `fakesnow[server]==${VERSION}`, 'snowflake-connector-python==4.8.1'], {
      timeout: 600_000,
    });
  });
  return { python, packages: join(folder, 'packages') };
}
