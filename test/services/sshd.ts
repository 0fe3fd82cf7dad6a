import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, stopServer, supervise } from './supervised-server.ts';

const run = promisify(execFile);

/** A real SSH server of a test's own, into which the current user gets with a key. */
export interface SshService extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** In OpenSSH's format, without a passphrase. */
  readonly privateKey: string;
  /** The host's public keys, a line each: `ssh-ed25519 AAAA…`. */
  readonly hostKeys: readonly string[];
  stop(): Promise<void>;
}

export interface SshOptions {
  /** Whether connections may be forwarded. */
  readonly forwarding?: boolean;
  /** To be found where another server was before. */
  readonly port?: number;
}

/** A connection's settings that lead it through the server. */
export function sshSettings({ host, port, user, privateKey }: SshService) {
  return { ssh: true, ssh_host: host, ssh_port: port, ssh_user: user, ssh_private_key: privateKey };
}

/** Why no SSH server can be started here, or undefined where one can. */
export function missingSshd(): string | undefined {
  if (program('sshd') && program('ssh-keygen')) return undefined;
  return 'there is no SSH server on this machine: apt-get install openssh-server';
}

/** Starts an OpenSSH server on 127.0.0.1 with new host keys and a new user key. It ends with this process or by `stop`. */
export async function startSshd(options: SshOptions = {}): Promise<SshService> {
  const sshd = program('sshd');
  if (!sshd) throw new Error(missingSshd());
  const root = await mkdtemp(join(tmpdir(), 'syncform-sshd-'));
  try {
    const keys = await Promise.all(
      ['ed25519', 'ecdsa', 'rsa'].map((type) => newKey(join(root, `host_${type}`), type)),
    );
    const user = await newKey(join(root, 'user'), 'ed25519');
    await writeFile(join(root, 'authorized_keys'), user.publicKey, { mode: 0o600 });
    const port = options.port ?? (await freePort());
    const forwarding = options.forwarding ?? true;
    await writeFile(
      join(root, 'sshd_config'),
      [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        ...keys.map(({ path }) => `HostKey ${path}`),
        `AuthorizedKeysFile ${join(root, 'authorized_keys')}`,
        `PidFile ${join(root, 'pid')}`,
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'PermitRootLogin prohibit-password',
        'UsePAM no',
        'StrictModes no',
        'Subsystem sftp internal-sftp',
        `AllowTcpForwarding ${forwarding ? 'yes' : 'no'}`,
        '',
      ].join('\n'),
    );
    // Without it, an sshd that runs as root does not start.
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    const supervisor = supervise({
      root,
      owner: process.pid,
      stopSignal: 'SIGTERM',
      command: [sshd, '-D', '-e', '-f', join(root, 'sshd_config')],
    });
    await ready(port, join(root, 'log'), supervisor.isRunning);
    const stop = () => stopServer(supervisor.pid);
    return {
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      privateKey: user.privateKey,
      hostKeys: keys.map(({ publicKey }) => publicKey.trim()),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** Makes a pair of keys with ssh-keygen. */
export async function newKey(path: string, type: string, passphrase = '') {
  await run(program('ssh-keygen') as string, ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path]);
  return {
    path,
    privateKey: await readFile(path, 'utf8'),
    publicKey: await readFile(`${path}.pub`, 'utf8'),
  };
}

/** On PATH or where servers' programs are; sshd has to be called by its whole path. */
function program(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => path.startsWith('/') && existsSync(path));
}

async function ready(port: number, log: string, isRunning: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && isRunning(); tries++) {
    const answers = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
      socket.unref();
      socket.once('data', () => socket.destroy());
    });
    if (answers) return;
    await sleep(20);
  }
  throw new Error(`sshd did not start:\n${await readFile(log, 'utf8').catch(() => 'it wrote no log')}`);
}
