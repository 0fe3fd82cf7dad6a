import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { javaClasses } from '../java.ts';
import { freePort, sharedServer, started, stopServer, supervise } from '../supervised-server.ts';

const binaries = () => javaClasses('opensearch-2.19.6', import.meta.dirname);

/** Why no OpenSearch can be started here, or undefined where one can. The first time 47 MB are fetched for it. */
export async function missingOpensearch(): Promise<string | undefined> {
  const found = await binaries();
  return 'missing' in found ? found.missing : undefined;
}

interface Server {
  readonly port: number;
  readonly supervisor: number;
}

/** An OpenSearch for a test, with a prefix for the names of the test's own indices. */
export interface OpensearchService extends AsyncDisposable {
  /** http://127.0.0.1:port: it asks for no credentials. */
  readonly url: string;
  readonly prefix: string;
  /** Asks it something past the connector; answers the JSON. Throws with what it says where it refuses. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Within a jest run all callers share one server. */
export async function startOpensearch(): Promise<OpensearchService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const server = runDir
    ? await sharedServer('opensearch', runDir, startServer)
    : await startServer(process.pid);
  const url = `http://127.0.0.1:${server.port}`;
  const prefix = `test_${process.pid}_${randomBytes(4).toString('hex')}_`;
  const ask: OpensearchService['ask'] = async (method, path, body) => {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/${path}`, {
      method,
      ...(text === undefined ? {} : { body: text, headers }),
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${said}`);
    return said === '' ? undefined : (JSON.parse(said) as unknown);
  };
  return {
    url,
    prefix,
    ask,
    async [Symbol.asyncDispose]() {
      await ask('DELETE', `${prefix}*`);
      if (!runDir) await stopServer(server.supervisor);
    },
  };
}

async function startServer(owner: number): Promise<Server> {
  const found = await binaries();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-opensearch-'));
  try {
    const port = await freePort();
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [
        'java',
        '-Xms256m',
        '-Xmx512m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        found.classPath,
        'syncform.test.LocalOpenSearch',
        String(port),
        root,
        String(await freePort()),
      ],
    });
    await started('OpenSearch', root, supervisor, () => answers(port));
    return { port, supervisor: supervisor.pid };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/_cluster/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}
