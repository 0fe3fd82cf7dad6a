import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateAuthority } from '../certificates.ts';
import { pythonPackages } from '../python-packages.ts';
import { freePort, listens, sharedServer, started, stopServer, supervise } from '../supervised-server.ts';

/** chdb is ClickHouse's engine as a Python package; its core has the engine's own version. */
const PACKAGES = ['chdb==4.4.0', 'chdb-core==26.9.0'];
const USER = 'syncform';
const PASSWORD = 'an eel, in "quotes" & more';

/** What they name as needed beside themselves is for data frames. */
const binaries = () => pythonPackages('chdb-4.4.0', PACKAGES, ['--only-binary=:all:', '--no-deps']);

/** Why no ClickHouse can be started here, or undefined where one can. The first time half a gigabyte is fetched for it. */
export async function missingClickhouse(): Promise<string | undefined> {
  const found = await binaries();
  return 'missing' in found ? found.missing : undefined;
}

interface Server {
  readonly port: number;
  readonly supervisor: number;
}

/** A ClickHouse for a test, with a database of the test's own. */
export interface ClickhouseService extends AsyncDisposable {
  /** The configuration of a connection to the database. */
  readonly configuration: {
    readonly hostname: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
    readonly database: string;
    readonly ssl: boolean;
  };
  /** Runs a statement in the database and answers its rows, all values as ClickHouse writes them in JSON. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
}

/**
 * ClickHouse's real engine behind an HTTP interface of our own. Within a jest run all callers share one; each gets its own
 * database. With `tls` the caller gets a server of its own, whose certificate nobody knows.
 */
export async function startClickhouse({
  tls = false,
}: {
  readonly tls?: boolean;
} = {}): Promise<ClickhouseService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const isShared = runDir !== undefined && !tls;
  const server = isShared
    ? await sharedServer('clickhouse', runDir, (owner) => startServer(owner, false))
    : await startServer(process.pid, tls);
  const database = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const base = { hostname: '127.0.0.1', port: server.port, username: USER, password: PASSWORD, ssl: tls };
  const send = (sql: string, at: string) =>
    statement(`${tls ? 'https' : 'http'}://127.0.0.1:${server.port}`, sql, at);
  if (!tls) await send(`CREATE DATABASE ${database} ENGINE = Atomic`, 'default');
  return {
    configuration: { ...base, database: tls ? 'default' : database },
    query: (sql) => send(sql, database),
    async [Symbol.asyncDispose]() {
      if (isShared) await send(`DROP DATABASE IF EXISTS ${database}`, 'default');
      else await stopServer(server.supervisor);
    },
  };
}

async function statement(
  url: string,
  sql: string,
  database: string,
): Promise<readonly (readonly unknown[])[]> {
  const response = await fetch(`${url}/?default_format=JSONCompact&database=${database}`, {
    method: 'POST',
    headers: { 'X-ClickHouse-User': USER, 'X-ClickHouse-Key': PASSWORD },
    body: sql,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${sql}: ${text}`);
  return text === '' ? [] : (JSON.parse(text) as { data: unknown[][] }).data;
}

async function startServer(owner: number, tls: boolean): Promise<Server> {
  const found = await binaries();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-clickhouse-'));
  try {
    const port = await freePort();
    const files = tls ? await certificateFiles(root) : [];
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [
        found.python,
        join(import.meta.dirname, 'front.py'),
        found.folder,
        join(root, 'data'),
        String(port),
        USER,
        PASSWORD,
        ...files,
      ],
    });
    await started('ClickHouse', root, supervisor, () => listens(port));
    return { port, supervisor: supervisor.pid };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** A certificate for 127.0.0.1 that only its own authority vouches for, and its key, as files. */
async function certificateFiles(folder: string): Promise<readonly string[]> {
  const { certificate, key } = certificateAuthority().server(['127.0.0.1', 'localhost']);
  const files = [join(folder, 'certificate.pem'), join(folder, 'key.pem')] as const;
  await writeFile(files[0], certificate);
  await writeFile(files[1], key, { mode: 0o600 });
  return files;
}
