import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fetchedOnce } from './fetched.ts';
import { freePort, stopServer, supervise } from './supervised-server.ts';

const run = promisify(execFile);
const VERSION = '0.203.0';

/** Stripe's own mock server: it answers what Stripe's API description has, keeps nothing, and refuses who shows no key. */
export interface StripeMock extends AsyncDisposable {
  /** The address under which Stripe's API is: `http://…/v1`. */
  readonly url: string;
}

let answer: Promise<{ readonly program: string } | { readonly missing: string }> | undefined;

/** Why stripe-mock cannot be started here, or undefined where it can. The first time it may be built, for minutes. */
export async function missingStripeMock(): Promise<string | undefined> {
  const found = await stripeMock();
  return 'missing' in found ? found.missing : undefined;
}

function stripeMock(): Promise<{ readonly program: string } | { readonly missing: string }> {
  answer ??= fetchedOnce(`stripe-mock-${VERSION}`, async (into) => {
    console.error(`Building stripe-mock ${VERSION}, Stripe's own server for tests, once.`);
    const module = `github.com/stripe/stripe-mock@v${VERSION}`;
    await run('go', ['install', module], { env: { ...process.env, GOBIN: into }, timeout: 900_000 });
  }).then(
    (folder) => ({ program: join(folder, 'stripe-mock') }),
    (error: Error) => ({
      missing: `stripe-mock cannot be built here, which takes Go on PATH: ${error.message.split('\n')[0]}`,
    }),
  );
  return answer;
}

/** Starts a stripe-mock of the caller's own. */
export async function startStripeMock(): Promise<StripeMock> {
  const found = await stripeMock();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-stripe-'));
  try {
    const port = await freePort();
    const supervisor = supervise({
      root,
      owner: process.pid,
      stopSignal: 'SIGKILL',
      command: [found.program, '-http-addr', `127.0.0.1:${port}`],
    });
    for (let tries = 0; !(await answers(port)); tries++) {
      if (tries === 1500 || !supervisor.isRunning()) {
        const words = await readFile(join(root, 'log'), 'utf8').catch(() => 'it wrote no log');
        throw new Error(`stripe-mock did not start:\n${words}`);
      }
      await sleep(20);
    }
    return {
      url: `http://127.0.0.1:${port}/v1`,
      [Symbol.asyncDispose]: () => stopServer(supervisor.pid),
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** It answers 401 to who shows no key. */
async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/v1/customers`).then(
    ({ status }) => status === 401,
    () => false,
  );
}
