import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Certificate, certificateAuthority } from './certificates.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { freePort, started, supervise, unprivilegedAccount } from './supervised-server.ts';

const run = promisify(execFile);

/** A running server, as plain data: any process can connect to it and stop it. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly caCert: string;
  /** What role `certificate_user` logs in with: it has no password and is refused without TLS. */
  readonly clientCertificate: Certificate;
  /** The process that looks after the server. */
  readonly supervisor: number;
}

export interface ServerOptions {
  /** The process whose end ends the server. */
  readonly owner: number;
  /** False makes the server faster and its data unsafe: for tests that write much. */
  readonly fsync: boolean;
}

/**
 * Starts a Postgres of its own in a temporary folder: logical replication on, TLS offered, SCRAM passwords required,
 * listening on 127.0.0.1 only. It ends, and its folder goes, with its owner or by `stopServer`.
 */
export async function startServer(options: ServerOptions): Promise<PostgresServer> {
  const binaries = postgresBinaries();
  const account = await unprivilegedAccount('postgres', 'nobody');
  const root = await mkdtemp(join(tmpdir(), 'syncform-postgres-'));
  try {
    if (account) await chown(root, account.uid, account.gid);
    const data = join(root, 'data');
    const password = randomBytes(12).toString('hex');
    const write = async (name: string, text: string) => {
      await writeFile(join(root, name), text, { mode: 0o600 });
      if (account) await chown(join(root, name), account.uid, account.gid);
    };
    const ca = certificateAuthority();
    const certificate = ca.server(['localhost', '127.0.0.1']);
    await write('password', password);
    await write('ca.crt', ca.certificate);
    await write('server.crt', certificate.certificate);
    await write('server.key', certificate.key);
    await write('pg_hba.conf', HOST_BASED_AUTHENTICATION);
    await run(
      join(binaries, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', join(root, 'password')].concat([
        '--no-sync',
        '--encoding=UTF8',
        '--locale=C',
      ]),
      { ...account, cwd: root },
    );
    const port = await freePort();
    const settings = {
      port: String(port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      wal_level: 'logical',
      max_connections: '200',
      max_wal_senders: '20',
      max_replication_slots: '40',
      fsync: options.fsync ? 'on' : 'off',
      ssl: 'on',
      ssl_ca_file: join(root, 'ca.crt'),
      ssl_cert_file: join(root, 'server.crt'),
      ssl_key_file: join(root, 'server.key'),
      hba_file: join(root, 'pg_hba.conf'),
    };
    const supervisor = supervise({
      root,
      owner: options.owner,
      account,
      // Nothing of this data is needed again, so it need not be written out.
      stopSignal: 'SIGQUIT',
      command: [
        join(binaries, 'postgres'),
        '-D',
        data,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
    });
    await started('Postgres', root, supervisor, () => isReady(data));
    return {
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password,
      caCert: ca.certificate,
      clientCertificate: ca.client('certificate_user'),
      supervisor: supervisor.pid,
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

const HOST_BASED_AUTHENTICATION = `
hostssl    all         certificate_user  127.0.0.1/32  cert
hostnossl  all         certificate_user  127.0.0.1/32  reject
host       all         all               127.0.0.1/32  scram-sha-256
host       replication all               127.0.0.1/32  scram-sha-256
`;

async function isReady(data: string): Promise<boolean> {
  const status = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  return status.split('\n')[7]?.trim() === 'ready';
}
