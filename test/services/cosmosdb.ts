import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Container, CosmosClient, type JSONObject } from '@azure/cosmos';
import { CosmosdbFront } from './cosmosdb-front.ts';
import { fetchedOnce } from './fetched.ts';
import { freePort, sharedServer, started, stopServer, supervise } from './supervised-server.ts';

const run = promisify(execFile);
const VERSION = '1.0.1';
let answer: Promise<{ readonly program: string } | { readonly missing: string }> | undefined;

function cosmosdbProgram(): Promise<{ readonly program: string } | { readonly missing: string }> {
  answer ??= fetchedOnce(`cosmosdb-server-${VERSION}`, async (folder) => {
    const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
    await run('npm', ['install', '--prefix', folder, ...options, `@vercel/cosmosdb-server@${VERSION}`], {
      timeout: 300_000,
    });
  }).then(
    (folder) => ({ program: join(folder, 'node_modules', '@vercel', 'cosmosdb-server', 'lib', 'cli.js') }),
    (error: Error) => ({
      missing: `cosmosdb-server cannot be fetched by npm: ${error.message.split('\n')[0]}`,
    }),
  );
  return answer;
}

/** Why no server of Cosmos DB's protocol can be started here, or undefined where one can. The first time it is fetched by npm. */
export async function missingCosmosdb(): Promise<string | undefined> {
  const found = await cosmosdbProgram();
  return 'missing' in found ? found.missing : undefined;
}

interface Server {
  readonly port: number;
  readonly supervisor: number;
}

/** A server of Cosmos DB's protocol for a test, cosmosdb-server behind a front, with a database of the test's own. */
export interface CosmosdbService extends AsyncDisposable {
  /** The configuration of a connection to it. */
  readonly configuration: { readonly uri: string; readonly key: string; readonly database: string };
  readonly client: CosmosClient;
  readonly front: CosmosdbFront;
  /** Makes a container in the database. `partitionKey` is a path: /id. */
  container(name: string, partitionKey: string, items?: readonly JSONObject[]): Promise<Container>;
}

/** Within a jest run all callers share one server. */
export async function startCosmosdb(): Promise<CosmosdbService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const server = runDir
    ? await sharedServer('cosmosdb-server', runDir, startServer)
    : await startServer(process.pid);
  const front = await CosmosdbFront.open(server.port);
  const configuration = { uri: front.url, key: front.key, database: `d${randomBytes(4).toString('hex')}` };
  const client = clientOf(configuration);
  const { database } = await client.databases.create({ id: configuration.database });
  return {
    configuration,
    client,
    front,
    async container(name, path, items = []) {
      const { container } = await database.containers.create({ id: name, partitionKey: { paths: [path] } });
      await putItems(container, items);
      return container;
    },
    async [Symbol.asyncDispose]() {
      await database.delete().catch(() => undefined);
      client.dispose();
      await front[Symbol.asyncDispose]();
      if (!runDir) await stopServer(server.supervisor);
    },
  };
}

/** A client of a connection's configuration. */
export function clientOf({ uri, key }: { readonly uri: string; readonly key: string }): CosmosClient {
  return new CosmosClient({
    endpoint: uri,
    key,
    connectionPolicy: { enableEndpointDiscovery: false, enableBackgroundEndpointRefreshing: false },
  });
}

const AT_ONCE = 20;

export async function putItems(container: Container, items: readonly JSONObject[]): Promise<void> {
  for (let i = 0; i < items.length; i += AT_ONCE)
    await Promise.all(items.slice(i, i + AT_ONCE).map((item) => container.items.upsert(item)));
}

async function startServer(owner: number): Promise<Server> {
  const found = await cosmosdbProgram();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-cosmosdb-'));
  try {
    const port = await freePort();
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [process.execPath, found.program, '--host', '127.0.0.1', '-p', String(port), '--no-ssl'],
    });
    await started('cosmosdb-server', root, supervisor, () => answers(port));
    return { port, supervisor: supervisor.pid };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}
