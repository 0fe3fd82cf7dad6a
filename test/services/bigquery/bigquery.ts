import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGoogleTokens } from '../google-tokens.ts';
import { freePort, started, stopServer, supervise } from '../supervised-server.ts';
import { bqemulator } from './bqemulator.ts';

/** A Google Cloud project at the stand-in, without datasets. */
export interface BigqueryService extends AsyncDisposable {
  /** A connection's configuration with a service account's key. */
  readonly configuration: {
    readonly auth_method: 'service_account_key';
    readonly service_account: string;
    readonly endpoint: string;
    readonly storage_endpoint: string;
  };
  /** The same key with a private key that is not the account's. */
  readonly otherKey: string;
  readonly project: string;
  /** Runs a statement as somebody else would; answers its rows, value by value. */
  sql(text: string): Promise<readonly (readonly unknown[])[]>;
  /** The jobs that it was sent, in the API's words. */
  jobs(): Promise<readonly SentJob[]>;
  /** The calls of the Storage API that it got, by name. */
  storageCalls(): Promise<readonly string[]>;
  /** Denies calls of the Storage API from now on, by name, in place of those that it denied before. */
  refuseStorage(...calls: readonly string[]): Promise<void>;
  /** Breaks the line of the Storage API after each of so many answers from now on. */
  breakStorage(answers: number): Promise<void>;
}

export interface SentJob {
  readonly jobReference: { readonly jobId?: string };
  readonly configuration: {
    readonly dryRun?: boolean;
    readonly query?: { readonly query: string };
    readonly load?: object;
  };
}

const PROJECT = 'project';

/** Why no stand-in can be started here, or undefined where one can. The first time it may be fetched, for a minute. */
export async function missingBigquery(): Promise<string | undefined> {
  const found = await bqemulator();
  return 'missing' in found ? found.missing : undefined;
}

/** Starts a stand-in of the caller's own. `storage` is where a stand-in for Google Cloud Storage takes what is exported. */
export async function startBigquery({
  storage,
}: {
  readonly storage?: string;
} = {}): Promise<BigqueryService> {
  const found = await bqemulator();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-bigquery-'));
  try {
    const [port, grpcPort] = [await freePort(), await freePort()];
    const supervisor = supervise({
      root,
      owner: process.pid,
      stopSignal: 'SIGKILL',
      command: [
        found.python,
        join(import.meta.dirname, 'serve.py'),
        found.folder,
        root,
        String(port),
        String(grpcPort),
        PROJECT,
        ...(storage === undefined ? [] : [storage]),
      ],
    });
    await started('the stand-in for Google BigQuery', root, supervisor, () => answers(port));
    const tokens = await startGoogleTokens();
    const noted = async (name: string) =>
      (await readFile(join(root, name), 'utf8').catch(() => '')).split('\n').filter(Boolean);
    return {
      configuration: {
        auth_method: 'service_account_key',
        service_account: tokens.serviceAccount,
        endpoint: `http://127.0.0.1:${port}`,
        storage_endpoint: `http://127.0.0.1:${grpcPort}`,
      },
      otherKey: tokens.otherKey,
      project: PROJECT,
      jobs: async () => (await noted('jobs')).map((line) => JSON.parse(line) as SentJob),
      storageCalls: () => noted('calls'),
      refuseStorage: (...calls) => writeFile(join(root, 'refused'), calls.join('\n')),
      breakStorage: (answers) => writeFile(join(root, 'broken'), 'broken\n'.repeat(answers)),
      sql: (text) => queried(`http://127.0.0.1:${port}/bigquery/v2/projects/${PROJECT}/queries`, text),
      async [Symbol.asyncDispose]() {
        await tokens.stop();
        await stopServer(supervisor.pid);
      },
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** It answers nothing without a token. */
async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/bigquery/v2/projects/${PROJECT}/datasets`).then(
    ({ status }) => status === 401,
    () => false,
  );
}

async function queried(address: string, query: string): Promise<readonly (readonly unknown[])[]> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
    body: JSON.stringify({ query, useLegacySql: false }),
  });
  const {
    rows = [],
    errors,
    error,
  } = (await answer.json()) as {
    rows?: { f: { v: unknown }[] }[];
    errors?: unknown;
    error?: unknown;
  };
  if (errors !== undefined || error !== undefined)
    throw new Error(`the stand-in refused ${query}: ${JSON.stringify(errors ?? error)}`);
  return rows.map(({ f }) => f.map(({ v }) => v));
}
