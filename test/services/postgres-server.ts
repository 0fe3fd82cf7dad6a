import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Certificate, certificateAuthority } from './certificates.ts';
import { postgresBinaries } from './postgres-binaries.ts';

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
  const account = await unprivilegedAccount();
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
    const supervisor = spawn(
      process.execPath,
      [
        join(import.meta.dirname, 'supervise-postgres.ts'),
        JSON.stringify({
          root,
          owner: options.owner,
          account,
          command: [
            join(binaries, 'postgres'),
            '-D',
            data,
            ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
          ],
        }),
      ],
      { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH } },
    );
    supervisor.unref();
    await ready(data, join(root, 'log'), () => supervisor.exitCode === null);
    return {
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password,
      caCert: ca.certificate,
      clientCertificate: ca.client('certificate_user'),
      supervisor: supervisor.pid as number,
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** Stops a server and waits until it is gone. */
export async function stopServer(server: PostgresServer): Promise<void> {
  if (!isAlive(server.supervisor)) return;
  process.kill(server.supervisor, 'SIGTERM');
  while (isAlive(server.supervisor)) await sleep(10);
}

const HOST_BASED_AUTHENTICATION = `
hostssl    all         certificate_user  127.0.0.1/32  cert
hostnossl  all         certificate_user  127.0.0.1/32  reject
host       all         all               127.0.0.1/32  scram-sha-256
host       replication all               127.0.0.1/32  scram-sha-256
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Postgres does not run as root: then it runs as `postgres`, else `nobody`. */
async function unprivilegedAccount(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const account =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!account)
    throw new Error('Postgres does not run as root: add a user "postgres", or test as another user.');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ready(data: string, log: string, isRunning: () => boolean): Promise<void> {
  for (let tries = 0; tries < 3000 && isRunning(); tries++) {
    const status = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
    if (status.split('\n')[7]?.trim() === 'ready') return;
    await sleep(10);
  }
  throw new Error(`Postgres did not start:\n${await readFile(log, 'utf8').catch(() => 'it wrote no log')}`);
}
