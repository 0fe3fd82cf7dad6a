import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Certificate, certificateAuthority } from '../certificates.ts';
import { type Account, freePort, started, supervise, unprivilegedAccount } from '../supervised-server.ts';
import { mysqldCommand } from './debian-mysql.ts';

const run = promisify(execFile);

/** A running server, as plain data: any process can connect to it and stop it. */
export interface MysqlServer {
  readonly host: string;
  readonly port: number;
  /** May do everything. */
  readonly user: string;
  readonly password: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly caCert: string;
  /** What a user that REQUIREs X509 shows. */
  readonly clientCertificate: Certificate;
  /** The process that looks after the server. */
  readonly supervisor: number;
}

export interface ServerOptions {
  /** The process whose end ends the server. */
  readonly owner: number;
  /** Whether clients may send files with LOAD DATA LOCAL. */
  readonly localInfile: boolean;
  /** Further settings, by name: `lower-case-table-names`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether it comes back when it was killed. */
  readonly restarts?: boolean;
}

/** Which server stands behind `mysql` connections in this process's tests. */
export const serverKind = process.env.SYNCFORM_TEST_MYSQL === 'mysql' ? 'mysql' : 'mariadb';

/** The same, for people. */
export const serverName = serverKind === 'mysql' ? 'MySQL' : 'MariaDB';

/** Why no such server can be started here, or undefined where one can. */
export function missingServer(): string | undefined {
  if (serverKind === 'mysql') {
    if (process.env.SYNCFORM_TEST_MYSQL_FOLDER) return undefined;
    return process.env.SYNCFORM_TEST_MYSQL_MISSING ?? 'nobody has fetched MySQL’s own server: npm test does';
  }
  if (program('mariadbd') && program('mariadb-install-db')) return undefined;
  return 'there is no MariaDB server on this machine: apt-get install mariadb-server, or brew install mariadb';
}

/**
 * Starts a server of its own in a temporary folder: TLS offered, listening on 127.0.0.1 only, with a binary log of rows.
 * It ends, and its folder goes, with its owner or by `stopServer`.
 */
export async function startServer(options: ServerOptions): Promise<MysqlServer> {
  const missing = missingServer();
  if (missing) throw new Error(missing);
  const account = await unprivilegedAccount('mysql', 'nobody');
  const root = await mkdtemp(join(tmpdir(), 'syncform-mariadb-'));
  try {
    if (account) await chown(root, account.uid, account.gid);
    const data = join(root, 'data');
    const user = 'tester';
    const password = randomBytes(12).toString('hex');
    const write = async (name: string, text: string) => {
      await writeFile(join(root, name), text, { mode: 0o600 });
      if (account) await chown(join(root, name), account.uid, account.gid);
    };
    const ca = certificateAuthority();
    const { certificate, key } = ca.server(['localhost', '127.0.0.1']);
    await write('ca.crt', ca.certificate);
    await write('server.crt', certificate);
    await write('server.key', key);
    await write(
      'init.sql',
      [
        'ALTER USER root@localhost ACCOUNT LOCK;',
        `CREATE USER IF NOT EXISTS ${user}@'127.0.0.1' IDENTIFIED BY '${password}';`,
        `GRANT ALL ON *.* TO ${user}@'127.0.0.1' WITH GRANT OPTION;`,
        '',
      ].join('\n'),
    );
    const command = await (serverKind === 'mysql' ? makeMysql : makeMariadb)({
      root,
      data,
      account,
      settings: options.settings ?? {},
    });
    const port = await freePort();
    const settings = {
      datadir: data,
      port: String(port),
      'bind-address': '127.0.0.1',
      socket: join(root, 'socket'),
      'pid-file': join(root, 'pid'),
      // A server that starts removes whatever temporary tables it finds there: also those of another one.
      tmpdir: root,
      'init-file': join(root, 'init.sql'),
      'skip-name-resolve': 'ON',
      'ssl-ca': join(root, 'ca.crt'),
      'ssl-cert': join(root, 'server.crt'),
      'ssl-key': join(root, 'server.key'),
      'local-infile': options.localInfile ? 'ON' : 'OFF',
      'innodb-flush-log-at-trx-commit': '0',
      'max-connections': '200',
      'log-bin': join(data, 'binlog'),
      'binlog-format': 'ROW',
      'binlog-row-image': 'FULL',
      'sync-binlog': '0',
      'server-id': '1',
      ...OWN_SETTINGS[serverKind],
      ...options.settings,
    };
    const supervisor = supervise({
      root,
      owner: options.owner,
      account,
      stopSignal: 'SIGKILL',
      restarts: options.restarts ?? false,
      command: [...command, ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)],
    });
    await started(serverName, root, supervisor, () => answers(port));
    return {
      host: '127.0.0.1',
      port,
      user,
      password,
      caCert: ca.certificate,
      clientCertificate: ca.client('tester'),
      supervisor: supervisor.pid,
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

const OWN_SETTINGS = {
  mariadb: { 'gtid-domain-id': '0', 'gtid-strict-mode': 'ON' },
  mysql: {
    'gtid-mode': 'ON',
    'enforce-gtid-consistency': 'ON',
    mysqlx: 'OFF',
    'secure-file-priv': '',
    // What is written is there for whatever comes after the server's end, though not after the machine's.
    'innodb-flush-method': 'nosync',
    'innodb-doublewrite': 'OFF',
    // Numbers that a statement counts up come from a recursion.
    'cte-max-recursion-depth': '1000000',
  },
} as const;

/** How names' letters count, which a MySQL is made with and keeps. */
const LETTERS = 'lower-case-table-names';

/** Where a server is made, and the user as whom it runs. */
interface Place {
  readonly root: string;
  readonly data: string;
  readonly account: Account | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

/** Makes a MariaDB's data and answers the beginning of the command line that starts it. */
async function makeMariadb({ root, data, account }: Place): Promise<readonly string[]> {
  await run(
    program('mariadb-install-db') as string,
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--skip-test-db',
      '--skip-name-resolve',
      '--auth-root-authentication-method=normal',
    ],
    // The same of the server that this runs: it would remove those of one beside it.
    { ...account, cwd: root, env: { ...process.env, TMPDIR: root } },
  );
  return [program('mariadbd') as string, '--no-defaults'];
}

/** The same of MySQL's own server. */
async function makeMysql({ root, data, account, settings }: Place): Promise<readonly string[]> {
  const command = mysqldCommand(process.env.SYNCFORM_TEST_MYSQL_FOLDER ?? '');
  const [loader, ...rest] = command;
  const letters = settings[LETTERS];
  await run(
    loader as string,
    [
      ...rest,
      '--initialize-insecure',
      '--secure-file-priv=',
      `--datadir=${data}`,
      `--tmpdir=${root}`,
      ...(letters === undefined ? [] : [`--${LETTERS}=${letters}`]),
    ],
    { ...account, cwd: root },
  );
  return command;
}

/** On PATH or where servers' programs are that are not on everybody's. */
function program(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Whether the server greets: it listens once its init file is done. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (there: boolean) => {
      socket.destroy();
      resolve(there);
    };
    socket.once('data', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
  });
}
