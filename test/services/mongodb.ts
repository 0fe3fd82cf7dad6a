import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { pythonPackages } from './python-packages.ts';
import { freePort, sharedServer, started, stopServer, supervise } from './supervised-server.ts';

/** A server of MongoDB's protocol. Its licence is the GPL: it is started as a process in tests, and is part of nothing. */
const PACKAGE = 'secantusdb==0.7.0b3';

const binaries = () => pythonPackages(PACKAGE.replace('==', '-'), [PACKAGE]);

/** Why no server of MongoDB's protocol can be started here, or undefined where one can. */
export async function missingMongodb(): Promise<string | undefined> {
  const found = await binaries();
  return 'missing' in found ? found.missing : undefined;
}

interface Server {
  readonly port: number;
  readonly supervisor: number;
}

/** A server of MongoDB's protocol for a test, with a database of the test's own. */
export interface MongodbService extends AsyncDisposable {
  /** The configuration of a connection to the database. */
  readonly configuration: { readonly hosts: string; readonly database: string; readonly ssl: boolean };
  readonly db: Db;
}

/** Within a jest run all callers share one server. */
export async function startMongodb(): Promise<MongodbService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const server = runDir ? await sharedServer('mongodb', runDir, startServer) : await startServer(process.pid);
  const hosts = `127.0.0.1:${server.port}`;
  const database = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const client = new MongoClient(`mongodb://${hosts}/`, { serverSelectionTimeoutMS: 30_000 });
  const db = client.db(database);
  return {
    configuration: { hosts, database, ssl: false },
    db,
    async [Symbol.asyncDispose]() {
      await db.dropDatabase();
      await client.close();
      if (!runDir) await stopServer(server.supervisor);
    },
  };
}

async function startServer(owner: number): Promise<Server> {
  const found = await binaries();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-mongodb-'));
  try {
    const port = await freePort();
    const program = `import sys; sys.path.insert(0, ${JSON.stringify(found.folder)}); from secantus.cli import main; sys.exit(main())`;
    const options = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', ':memory:'];
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [found.python, '-c', program, ...options],
    });
    await started('SecantusDB', root, supervisor, () => answers(port));
    return { port, supervisor: supervisor.pid };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

async function answers(port: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, { serverSelectionTimeoutMS: 500 });
  try {
    await client.db('admin').command({ ping: 1 });
    return true;
  } catch {
    return false;
  } finally {
    await client.close();
  }
}
