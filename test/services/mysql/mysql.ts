import mysql from 'mysql2/promise';
import type { Certificate } from '../certificates.ts';
import { ownDatabases } from '../own-databases.ts';
import { sharedServer, stopServer } from '../supervised-server.ts';
import { type MysqlServer, missingServer, serverKind, startServer } from './server.ts';

export { serverName } from './server.ts';

/** Why no server can be started here, or undefined where one can. */
export function missingMysql(): string | undefined {
  return missingServer();
}

/** A real server for a test, MariaDB or, with SYNCFORM_TEST_MYSQL=mysql, MySQL; with a database of the test's own. */
export interface MysqlService extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** May do everything. */
  readonly user: string;
  readonly password: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly caCert: string;
  /** What a user that REQUIREs X509 shows. */
  readonly clientCertificate: Certificate;
  /** An empty database that nobody else uses. */
  readonly database: string;
  /** Of a `mysql` connection to `database`, without TLS. */
  readonly configuration: {
    readonly hostname: string;
    readonly port: number;
    readonly account: string;
    readonly passwd: string;
    readonly dbname: string;
    readonly ssl: boolean;
  };
  /** Makes one more empty database and answers its name. */
  createDatabase(): Promise<string>;
  /** Drops the databases made here; a server of the test's own is stopped too. */
  stop(): Promise<void>;
}

export interface MysqlOptions {
  /** Given at all, the test gets a server of its own; whether clients may send files with LOAD DATA LOCAL. */
  readonly localInfile?: boolean;
  /** The same with further settings of the server's, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The same; whether the server comes back when it was killed. */
  readonly restarts?: boolean;
}

/**
 * A server to test with. Within a jest run all callers share one server, which the first of them starts; each gets its
 * own database. Elsewhere, or with options, the server is the caller's own. Throws where `missingMysql` says why.
 */
export async function startMysql(options: MysqlOptions = {}): Promise<MysqlService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const { localInfile, settings, restarts } = options;
  const shared = runDir !== undefined && Object.keys(options).length === 0;
  const server = shared
    ? await sharedServer(serverKind, runDir, (owner) => startServer({ owner, localInfile: true }))
    : await startServer({
        owner: process.pid,
        localInfile: localInfile ?? true,
        ...(settings ? { settings } : {}),
        ...(restarts ? { restarts } : {}),
      });
  const databases = ownDatabases(
    (sql) => administer(server, sql),
    (name) => `DROP DATABASE IF EXISTS ${name}`,
  );
  const stop = () => (shared ? databases.drop() : stopServer(server.supervisor));
  const { host, port, user, password } = server;
  const database = await databases.create();
  return {
    host,
    port,
    user,
    password,
    database,
    caCert: server.caCert,
    clientCertificate: server.clientCertificate,
    configuration: { hostname: host, port, account: user, passwd: password, dbname: database, ssl: false },
    createDatabase: databases.create,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function administer(server: MysqlServer, sql: string): Promise<void> {
  const { host, port, user, password } = server;
  const connection = await mysql.createConnection({ host, port, user, password });
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
