import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { fetchedOnce } from './fetched.ts';
import { freePort, sharedServer, started, stopServer, supervise } from './supervised-server.ts';

const run = promisify(execFile);
const VERSION = '4.0.0';
let answer: Promise<{ readonly program: string } | { readonly missing: string }> | undefined;

function dynaliteProgram(): Promise<{ readonly program: string } | { readonly missing: string }> {
  answer ??= fetchedOnce(`dynalite-${VERSION}`, async (folder) => {
    const options = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
    await run('npm', ['install', '--prefix', folder, ...options, `dynalite@${VERSION}`], {
      timeout: 300_000,
    });
  }).then(
    (folder) => ({ program: join(folder, 'node_modules', 'dynalite', 'cli.js') }),
    (error: Error) => ({ missing: `dynalite cannot be fetched by npm: ${error.message.split('\n')[0]}` }),
  );
  return answer;
}

/** Why no server of DynamoDB's protocol can be started here, or undefined where one can. The first time it is fetched by npm. */
export async function missingDynamodb(): Promise<string | undefined> {
  const found = await dynaliteProgram();
  return 'missing' in found ? found.missing : undefined;
}

interface Server {
  readonly port: number;
  readonly supervisor: number;
}

/** A server of DynamoDB's protocol for a test, dynalite, with tables of the test's own. */
export interface DynamodbService extends AsyncDisposable {
  /** The configuration of a connection to it. Any keys are accepted. */
  readonly configuration: {
    readonly access_id: string;
    readonly secret_access_key: string;
    readonly region: string;
    readonly endpoint: string;
  };
  readonly client: DynamoDBClient;
  /** Makes a table whose name ends in `name`. The key's attributes are of type S unless `:N` or `:B` follows. Answers the name. */
  table(name: string, key: readonly string[], items?: readonly Item[]): Promise<string>;
  put(table: string, items: readonly Item[]): Promise<void>;
}

type Item = Record<string, AttributeValue>;

/** Within a jest run all callers share one server. */
export async function startDynamodb(): Promise<DynamodbService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const server = runDir
    ? await sharedServer('dynalite', runDir, startServer)
    : await startServer(process.pid);
  const configuration = {
    access_id: 'AKIDEXAMPLE',
    secret_access_key: 'not a secret here',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${server.port}`,
  };
  const client = clientOf(configuration);
  const mark = randomBytes(4).toString('hex');
  const made: string[] = [];
  const put = (table: string, items: readonly Item[]) => putItems(client, table, items);
  return {
    configuration,
    client,
    put,
    async table(name, key, items = []) {
      const table = `t${mark}_${name}`;
      await createTable(client, table, key);
      made.push(table);
      await put(table, items);
      return table;
    },
    async [Symbol.asyncDispose]() {
      for (const table of made)
        await client.send(new DeleteTableCommand({ TableName: table })).catch(() => undefined);
      client.destroy();
      if (!runDir) await stopServer(server.supervisor);
    },
  };
}

/** A client of a connection's configuration. */
export function clientOf({
  access_id,
  secret_access_key,
  region,
  endpoint,
}: DynamodbService['configuration']): DynamoDBClient {
  const credentials = { accessKeyId: access_id, secretAccessKey: secret_access_key };
  return new DynamoDBClient({ region, endpoint, credentials });
}

/** Makes a table and waits until it is there; the key's attributes as `table` of the service has them. */
export async function createTable(
  client: DynamoDBClient,
  table: string,
  key: readonly string[],
  isFollowed = false,
): Promise<void> {
  const attributes = key.map((text) => text.split(':') as [string, ('S' | 'N' | 'B')?]);
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map(([AttributeName, AttributeType = 'S']) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: attributes.map(([AttributeName], i) => ({
        AttributeName,
        KeyType: i === 0 ? 'HASH' : 'RANGE',
      })),
      ...(isFollowed ? { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } } : {}),
    }),
  );
  const waiting = { client, minDelay: 0.02, maxDelay: 0.05, maxWaitTime: 30 };
  await waitUntilTableExists(waiting, { TableName: table });
}

/** Items that a request takes, at most. */
const AT_ONCE = 25;

export async function putItems(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  for (let i = 0; i < items.length; i += AT_ONCE) {
    const requests = items.slice(i, i + AT_ONCE).map((item) => ({ PutRequest: { Item: item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
}

async function startServer(owner: number): Promise<Server> {
  const found = await dynaliteProgram();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-dynalite-'));
  try {
    const port = await freePort();
    const times = ['--createTableMs', '5', '--deleteTableMs', '5', '--updateTableMs', '5'];
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [process.execPath, found.program, '--host', '127.0.0.1', '--port', String(port), ...times],
    });
    await started('dynalite', root, supervisor, () => answers(port));
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
