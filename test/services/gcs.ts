import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchedOnce } from './fetched.ts';
import { startGoogleTokens } from './google-tokens.ts';
import { freePort, sharedServer, started, stopServer, supervise } from './supervised-server.ts';

const run = promisify(execFile);
const VERSION = '1.56.0';

interface GcsServer {
  readonly port: number;
  readonly supervisor: number;
}

/** Google Cloud Storage for a test, as fake-gcs-server has it, with a bucket and a service account of the test's own. */
export interface GcsService extends AsyncDisposable {
  readonly endpoint: string;
  /** An empty bucket that nobody else uses. */
  readonly bucket: string;
  /** A service account's key, as JSON, whose tokens a server of the test's own gives out. */
  readonly serviceAccount: string;
  /** The same with a private key that is not the account's. */
  readonly otherKey: string;
  /** The names of the bucket's objects, sorted. */
  objects(): Promise<string[]>;
  /** Puts an object of that name there. */
  put(name: string, text: string): Promise<void>;
  stop(): Promise<void>;
}

let answer: Promise<{ readonly program: string } | { readonly missing: string }> | undefined;

/** Why no stand-in for Google Cloud Storage can be started here, or undefined where one can. The first time it may build one, for minutes. */
export async function missingGcs(): Promise<string | undefined> {
  const found = await gcsProgram();
  return 'missing' in found ? found.missing : undefined;
}

function gcsProgram(): Promise<{ readonly program: string } | { readonly missing: string }> {
  answer ??= fetchedOnce(`fake-gcs-server-${VERSION}`, async (into) => {
    console.error(`Building fake-gcs-server ${VERSION}, Google Cloud Storage for tests, once.`);
    const module = `github.com/fsouza/fake-gcs-server@v${VERSION}`;
    await run('go', ['install', module], { env: { ...process.env, GOBIN: into }, timeout: 900_000 });
  }).then(
    (folder) => ({ program: join(folder, 'fake-gcs-server') }),
    (error: Error) => ({
      missing: `fake-gcs-server cannot be built here, which takes Go on PATH: ${error.message.split('\n')[0]}`,
    }),
  );
  return answer;
}

/** Google Cloud Storage to test with. Within a jest run all callers share one; each gets its own bucket. */
export async function startGcs(): Promise<GcsService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const server = runDir ? await sharedServer('gcs', runDir, startServer) : await startServer(process.pid);
  const endpoint = `http://127.0.0.1:${server.port}`;
  const bucket = `test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const made = await fetch(`${endpoint}/storage/v1/b`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: bucket }),
  });
  if (!made.ok) throw new Error(`fake-gcs-server answered ${made.status}: ${await made.text()}`);
  const tokens = await startGoogleTokens();
  const objects = async () => {
    const page = await fetch(`${endpoint}/storage/v1/b/${bucket}/o`);
    const { items = [] } = (await page.json()) as { items?: { name: string }[] };
    return items.map(({ name }) => name).sort();
  };
  const put = async (name: string, body: string) => {
    const to = `${endpoint}/upload/storage/v1/b/${bucket}/o?uploadType=media&name=${encodeURIComponent(name)}`;
    const answered = await fetch(to, { method: 'POST', body });
    if (!answered.ok)
      throw new Error(`fake-gcs-server answered ${answered.status}: ${await answered.text()}`);
  };
  const stop = async () => {
    await tokens.stop();
    if (!runDir) return stopServer(server.supervisor);
    for (const name of await objects())
      await fetch(`${endpoint}/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`, { method: 'DELETE' });
    await fetch(`${endpoint}/storage/v1/b/${bucket}`, { method: 'DELETE' });
  };
  return {
    endpoint,
    bucket,
    serviceAccount: tokens.serviceAccount,
    otherKey: tokens.otherKey,
    objects,
    put,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function startServer(owner: number): Promise<GcsServer> {
  const found = await gcsProgram();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-gcs-'));
  try {
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const options = ['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port), '-backend', 'memory'];
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [found.program, ...options, '-public-host', address, '-external-url', `http://${address}`],
    });
    await started('fake-gcs-server', root, supervisor, () => answers(port));
    return { port, supervisor: supervisor.pid };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/storage/v1/b`).then(
    ({ ok }) => ok,
    () => false,
  );
}
