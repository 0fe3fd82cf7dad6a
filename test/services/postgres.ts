import pg from 'pg';
import type { Certificate } from './certificates.ts';
import { ownDatabases } from './own-databases.ts';
import { type PostgresServer, startServer } from './postgres-server.ts';
import { sharedServer, stopServer } from './supervised-server.ts';

/** A real Postgres for a test, with a database of the test's own. */
export interface PostgresService extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** A superuser, and its password. */
  readonly user: string;
  readonly password: string;
  /** An empty database that nobody else uses. */
  readonly database: string;
  /** Of `database`, without TLS: `postgres://user:password@host:port/database`. */
  readonly connectionString: string;
  /** PEM of the authority that signed the server's certificate (for localhost and 127.0.0.1). */
  readonly caCert: string;
  /** What the role `certificate_user` logs in with: it is let in over TLS with this and in no other way. */
  readonly clientCertificate: Certificate;
  /** Of a `postgresql` connection to `database`, without TLS. */
  readonly configuration: {
    readonly hostname: string;
    readonly port: number;
    readonly username: string;
    readonly password: string;
    readonly database: string;
    readonly ssl: boolean;
  };
  /** Makes one more empty database and answers its name. */
  createDatabase(): Promise<string>;
  /** Drops the databases made here; a server of the test's own is stopped too. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Given at all, the test gets a server of its own; false does not wait for the disk, for tests that write much. */
  readonly fsync?: boolean;
}

/**
 * A Postgres to test with. Within a jest run all callers share one server, which the first of them starts (see
 * jest-setup.ts); each gets its own database. Elsewhere, or with options, the server is the caller's own.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const shared = runDir !== undefined && options.fsync === undefined;
  const server = shared
    ? await sharedServer('postgres', runDir, (owner) => startServer({ owner, fsync: true }))
    : await startServer({ owner: process.pid, fsync: options.fsync ?? true });
  const databases = ownDatabases(
    (sql) => administer(server, sql),
    (name) => `DROP DATABASE ${name} WITH (FORCE)`,
  );
  const stop = () => (shared ? databases.drop() : stopServer(server.supervisor));
  const { host, port, user, password, caCert, clientCertificate } = server;
  const database = await databases.create();
  return {
    host,
    port,
    user,
    password,
    database,
    connectionString: `postgres://${user}:${password}@${host}:${port}/${database}`,
    caCert,
    clientCertificate,
    configuration: { hostname: host, port, username: user, password, database, ssl: false },
    createDatabase: databases.create,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function administer(server: PostgresServer, sql: string): Promise<void> {
  const { host, port, user, password } = server;
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
