import { randomBytes } from 'node:crypto';
import { sharedServer, stopServer } from '../supervised-server.ts';
import type { Fault } from './faults.ts';
import { Gateway } from './gateway.ts';
import type { SentStatement } from './operation.ts';
import type { StorageCredential, StorageEndpoints } from './source-files.ts';
import { sparkBinaries } from './spark-binaries.ts';
import { startSpark } from './spark-server.ts';
import { SparkSession } from './spark-session.ts';
import { identifier } from './sql-text.ts';
import { ThriftClient } from './thrift.ts';
import type { ServicePrincipal } from './tokens.ts';

export type { Fault, SentStatement, ServicePrincipal };

/** A local SQL warehouse of a test's own, at which the unmodified client of Databricks works. */
export interface DatabricksService extends AsyncDisposable {
  /** What `DBSQLClient.connect` and a connection take. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** A personal access token that is let in. */
  readonly token: string;
  /** The authority that signed the warehouse's certificate, PEM. */
  readonly caCertificate: string;
  /** The catalog where clients are when they name none. */
  readonly catalog: string;
  /** An empty schema of that catalog which nobody else uses. */
  readonly schema: string;
  /** Makes one more empty schema and answers its name. */
  createSchema(catalog?: string): Promise<string>;
  /** Runs a statement past the gateway, in no session of a client's; answers its rows as text. */
  run(statement: string): Promise<(string | null)[][]>;

  /** Makes one more personal access token. */
  createToken(): string;
  /** Makes a service principal, which gets tokens at https://host:port/oidc/v1/token. */
  createServicePrincipal(): ServicePrincipal;
  /** Ends a token; without one, all that service principals were given. */
  expireToken(token?: string): void;
  /** How long service principals' tokens live from now on, in seconds. */
  setTokenLifetime(seconds: number): void;
  /** How many tokens service principals were given. */
  readonly issuedTokens: number;

  /** A storage credential as Unity Catalog has it, by its parts as in `CREDENTIAL (…)`. */
  createStorageCredential(name: string, credential: StorageCredential): void;
  /** What is below the address is read with that storage credential. */
  createExternalLocation(address: string, storageCredential: string): void;

  /** Has something go wrong; answers what takes it away again. */
  fault(fault: Fault): () => void;
  /** Takes all faults away. */
  clearFaults(): void;
  /** Ends all sessions, as a warehouse that stops does: what is sent in them is refused. */
  expireSessions(): void;

  /** Every statement that clients sent, in order, with its outcome. */
  readonly statements: readonly SentStatement[];
  forgetStatements(): void;
  /** How many statements were at work at once, at most. */
  readonly peakStatements: number;
  /** How many sessions clients opened. */
  readonly openedSessions: number;

  /** Drops the schemas made here and stops the warehouse; a Spark of the test's own is stopped too. */
  stop(): Promise<void>;
}

export interface DatabricksOptions {
  /** Where files are that statements name by `s3://…` and `abfss://…`. */
  readonly storage?: StorageEndpoints;
  /** Where clients are when they name no catalog; `main` where it is not said. */
  readonly catalog?: string;
}

/** Why no warehouse can be started here, or undefined where one can. The first time it may fetch Spark, for minutes. */
export async function missingDatabricks(): Promise<string | undefined> {
  const binaries = await sparkBinaries();
  return 'missing' in binaries ? binaries.missing : undefined;
}

/**
 * A warehouse to test with. Within a jest run all share one Spark, which the first caller starts (ten to fifty seconds);
 * each has its own gateway in its own process: tokens, faults and recorded statements are the caller's alone. Throws where
 * `missingDatabricks` says why.
 */
export async function startDatabricks(options: DatabricksOptions = {}): Promise<DatabricksService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const spark = runDir
    ? await sharedServer('spark', runDir, (owner) => startSpark(owner))
    : await startSpark(process.pid, 'load');
  const catalog = options.catalog ?? 'main';
  const path = `/sql/1.0/warehouses/${randomBytes(8).toString('hex')}`;
  const gateway = new Gateway(spark, { path, catalog, storage: options.storage ?? {} });
  const port = await gateway.listen();
  const client = new ThriftClient(spark.port);
  const session = await SparkSession.open(client);
  const schemas: string[] = [];
  const createSchema = async (within = catalog) => {
    const name = `test_${process.pid}_${schemas.length}_${Date.now().toString(36)}`;
    const whole = `${identifier(within)}.${identifier(name)}`;
    await session.run(`CREATE SCHEMA ${whole}`);
    schemas.push(whole);
    return name;
  };
  const stop = async () => {
    await gateway.close();
    if (runDir) {
      for (const schema of schemas.splice(0)) await session.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await session.close();
    }
    client.close();
    if (!runDir) await stopServer(spark.supervisor);
  };
  return {
    host: 'localhost',
    port,
    path,
    token: gateway.tokens.personal(),
    caCertificate: gateway.caCertificate,
    catalog,
    schema: await createSchema(),
    createSchema,
    run: (statement) => session.run(statement),
    createToken: () => gateway.tokens.personal(),
    createServicePrincipal: () => gateway.tokens.principal(),
    expireToken: (token) => gateway.tokens.expire(token),
    setTokenLifetime: (seconds) => {
      gateway.tokens.lifetime = seconds;
    },
    get issuedTokens() {
      return gateway.tokens.issued;
    },
    createStorageCredential: (name, credential) => {
      gateway.storageCredentials.set(name, credential);
    },
    createExternalLocation: (address, name) => {
      gateway.externalLocations.set(address, name);
    },
    fault: (fault) => gateway.faults.add(fault),
    clearFaults: () => gateway.faults.clear(),
    expireSessions: () => gateway.expireSessions(),
    get statements() {
      return gateway.statements;
    },
    forgetStatements: () => {
      gateway.statements.length = 0;
    },
    get peakStatements() {
      return gateway.peak;
    },
    get openedSessions() {
      return gateway.opened;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
