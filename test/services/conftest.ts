import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fetchedOnce } from './fetched.ts';

const run = promisify(execFile);
const VERSION = '0.71.1';

/** The folder with the program `conftest`, found in .cache or built into it by Go; or why there is none. Never throws. */
export async function conftest(): Promise<{ readonly folder: string } | { readonly missing: string }> {
  try {
    const folder = await fetchedOnce(`conftest-${VERSION}`, async (into) => {
      console.error(`Building conftest ${VERSION}, which tests hold policies with, once.`);
      const module = `github.com/open-policy-agent/conftest@v${VERSION}`;
      await run('go', ['install', module], { env: { ...process.env, GOBIN: into }, timeout: 900_000 });
    });
    return { folder };
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    return { missing: `conftest cannot be built here, which takes Go on PATH: ${line}` };
  }
}
