import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchedOnce } from './fetched.ts';
import { freePort, listens, sharedServer, started, stopServer, supervise } from './supervised-server.ts';

const run = promisify(execFile);
const VERSION = '3.35.0';
const API_VERSION = '2023-11-03';

interface AzuriteServer {
  readonly port: number;
  readonly account: string;
  readonly key: string;
  readonly supervisor: number;
}

/** Azure Blob storage for a test, as Azurite has it, with a container of the test's own. */
export interface AzuriteService extends AsyncDisposable {
  /** `http://127.0.0.1:10000/account`; containers are parts of the path. */
  readonly endpoint: string;
  readonly account: string;
  /** The account's key, base64. */
  readonly key: string;
  /** An empty container that nobody else uses. */
  readonly container: string;
  /** A shared access signature (without `?`) that may read, write, list and delete in a container for an hour. */
  sas(container?: string): string;
  /** The names of a container's blobs, sorted. */
  blobs(container?: string): Promise<string[]>;
  stop(): Promise<void>;
}

let answer: Promise<{ readonly program: string } | { readonly missing: string }> | undefined;

/** Why no Azurite can be started here, or undefined where one can. The first time it fetches it by npm. */
export async function missingAzurite(): Promise<string | undefined> {
  const found = await azuriteProgram();
  return 'missing' in found ? found.missing : undefined;
}

function azuriteProgram(): Promise<{ readonly program: string } | { readonly missing: string }> {
  answer ??= fetchedOnce(`azurite-${VERSION}`, async (folder) => {
    const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
    await run('npm', ['install', '--prefix', folder, ...options, `azurite@${VERSION}`], { timeout: 300_000 });
  }).then(
    (folder) => ({ program: join(folder, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js') }),
    (error: Error) => ({ missing: `Azurite cannot be fetched by npm: ${error.message.split('\n')[0]}` }),
  );
  return answer;
}

/** Azurite to test with. Within a jest run all callers share one; each gets its own container. */
export async function startAzurite(): Promise<AzuriteService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const server = runDir ? await sharedServer('azurite', runDir, startServer) : await startServer(process.pid);
  const { port, account, key } = server;
  const endpoint = `http://127.0.0.1:${port}/${account}`;
  const container = `test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const sas = (within = container) => containerSas(account, key, within);
  const ask = async (method: string, query: string) => {
    const response = await fetch(`${endpoint}/${query}`, {
      method,
      headers: { 'x-ms-version': API_VERSION },
    });
    if (!response.ok) throw new Error(`Azurite answered ${response.status}: ${await response.text()}`);
    return response.text();
  };
  await ask('PUT', `${container}?restype=container&${accountSas(account, key)}`);
  const stop = async () => {
    if (runDir) await ask('DELETE', `${container}?restype=container&${accountSas(account, key)}`);
    else await stopServer(server.supervisor);
  };
  return {
    endpoint,
    account,
    key,
    container,
    sas,
    blobs: async (within = container) => {
      const list = await ask('GET', `${within}?restype=container&comp=list&${sas(within)}`);
      return [...list.matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, name = '']) => name).sort();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function startServer(owner: number): Promise<AzuriteServer> {
  const found = await azuriteProgram();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-azurite-'));
  try {
    const port = await freePort();
    const account = 'testaccount';
    const key = randomBytes(48).toString('base64');
    const address = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', root];
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [
        'env',
        `AZURITE_ACCOUNTS=${account}:${key}`,
        process.execPath,
        found.program,
        ...address,
        '--silent',
        '--disableTelemetry',
        '--skipApiVersionCheck',
      ],
    });
    await started('Azurite', root, supervisor, () => listens(port));
    return { port, account, key, supervisor: supervisor.pid };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/* https://learn.microsoft.com/rest/api/storageservices/create-service-sas and create-account-sas, version 2020-12-06 on */

function times(): { st: string; se: string } {
  const time = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return { st: time(Date.now() - 300_000), se: time(Date.now() + 3_600_000) };
}

function containerSas(account: string, key: string, container: string): string {
  const { st, se } = times();
  const fields = ['rwdl', st, se, `/blob/${account}/${container}`, '', '', 'http,https', API_VERSION, 'c'];
  const sig = sign(key, [...fields, '', '', '', '', '', '', '']);
  return query({ sp: 'rwdl', st, se, spr: 'http,https', sv: API_VERSION, sr: 'c', sig });
}

function accountSas(account: string, key: string): string {
  const { st, se } = times();
  const sig = sign(key, [account, 'rwdlac', 'b', 'sco', st, se, '', 'http,https', API_VERSION, '', '']);
  return query({ sv: API_VERSION, ss: 'b', srt: 'sco', sp: 'rwdlac', st, se, spr: 'http,https', sig });
}

function sign(key: string, fields: readonly string[]): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(fields.join('\n'), 'utf8').digest('base64');
}

function query(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}
