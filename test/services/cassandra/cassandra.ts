import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auth, Client, policies } from 'cassandra-driver';
import { certificateAuthority } from '../certificates.ts';
import { javaClasses } from '../java.ts';
import { freePort, sharedServer, started, stopServer, supervise } from '../supervised-server.ts';
import { JVM, settings } from './settings.ts';

const USER = 'cassandra';
const PASSWORD = 'cassandra';

const binaries = () => javaClasses('cassandra-5.0.4', import.meta.dirname);

/** Why no Cassandra can be started here, or undefined where one can. The first time 66 MB are fetched for it. */
export async function missingCassandra(): Promise<string | undefined> {
  const found = await binaries();
  return 'missing' in found ? found.missing : undefined;
}

interface Server {
  readonly port: number;
  readonly supervisor: number;
  /** PEM: of the authority that signed the server's certificate, and what a client shows that it signed. */
  readonly authority: string;
  readonly client: { readonly certificate: string; readonly key: string };
}

/** A Cassandra for a test, with a keyspace of the test's own. */
export interface CassandraService extends AsyncDisposable {
  /** The configuration of a connection to the server. */
  readonly configuration: { readonly hosts: string; readonly username: string; readonly password: string };
  readonly keyspace: string;
  /** What a connection with TLS needs: the same port takes both. */
  readonly tls: Pick<Server, 'authority' | 'client'>;
  /** A driver of the test's own, in the keyspace. */
  readonly client: Client;
}

/** Within a jest run all callers share one server. */
export async function startCassandra(): Promise<CassandraService> {
  const runDir = process.env.SYNCFORM_TEST_RUN_DIR;
  const server = runDir
    ? await sharedServer('cassandra', runDir, startServer)
    : await startServer(process.pid);
  const keyspace = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const client = clientOf(server.port);
  await client.connect();
  await client.execute(
    `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
  );
  await client.execute(`USE ${keyspace}`);
  return {
    configuration: { hosts: `127.0.0.1:${server.port}`, username: USER, password: PASSWORD },
    keyspace,
    tls: server,
    client,
    async [Symbol.asyncDispose]() {
      await client.execute(`DROP KEYSPACE ${keyspace}`);
      await client.shutdown();
      if (!runDir) await stopServer(server.supervisor);
    },
  };
}

function clientOf(port: number): Client {
  return new Client({
    contactPoints: [`127.0.0.1:${port}`],
    authProvider: new auth.PlainTextAuthProvider(USER, PASSWORD),
    policies: { loadBalancing: new policies.loadBalancing.RoundRobinPolicy() },
    socketOptions: { readTimeout: 60_000 },
  });
}

async function startServer(owner: number): Promise<Server> {
  const found = await binaries();
  if ('missing' in found) throw new Error(found.missing);
  const root = await mkdtemp(join(tmpdir(), 'syncform-cassandra-'));
  try {
    const ports = { native: await freePort(), storage: await freePort() };
    const authority = certificateAuthority();
    const { certificate, key } = authority.server(['127.0.0.1', 'localhost']);
    await writeFile(join(root, 'server.pem'), key + certificate, { mode: 0o600 });
    await writeFile(join(root, 'authority.pem'), authority.certificate);
    await writeFile(join(root, 'cassandra.yaml'), settings(root, ports));
    await writeFile(join(root, 'logback.xml'), LOGGING);
    const supervisor = supervise({
      root,
      owner,
      stopSignal: 'SIGKILL',
      command: [
        'java',
        ...JVM,
        `-Dcassandra.config=file://${join(root, 'cassandra.yaml')}`,
        `-Dcassandra.storagedir=${join(root, 'data')}`,
        '-cp',
        `${root}:${found.classPath}`,
        'org.apache.cassandra.service.CassandraDaemon',
      ],
    });
    await started('Cassandra', root, supervisor, () => answers(ports.native));
    return {
      port: ports.native,
      supervisor: supervisor.pid,
      authority: authority.certificate,
      client: authority.client('syncform'),
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

const LOGGING = `<configuration>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="OUT" /></root>
</configuration>
`;

/** Whether users are let in: the first one is made a moment after the port is open. */
async function answers(port: number): Promise<boolean> {
  const client = clientOf(port);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.shutdown();
  }
}
