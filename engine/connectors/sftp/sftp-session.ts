import type { Client, FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { ConnectionError } from '../../api/errors.ts';
import { connectSsh } from '../../ssh/client.ts';
import type { SshLogin } from '../../ssh/config.ts';
import { sshServer } from '../../ssh/failures.ts';

/** Status codes of SFTP (draft-ietf-secsh-filexfer-02, 7). */
export const NO_SUCH_FILE = 2;
export const PERMISSION_DENIED = 3;
const OP_UNSUPPORTED = 8;

interface Open {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
}

/** One SSH connection with SFTP on it, made when it is first needed; whoever asks after it was lost gets a new one. */
export class SftpSession implements AsyncDisposable {
  readonly login: SshLogin;
  readonly #knownHosts: string;
  #open: Promise<Open> | undefined;

  constructor(login: SshLogin, knownHosts: string) {
    this.login = login;
    this.#knownHosts = knownHosts;
  }

  async connected(): Promise<SFTPWrapper> {
    if (!this.#open) {
      const forget = () => {
        if (this.#open === open) this.#open = undefined;
      };
      const open = this.#connect(forget);
      this.#open = open;
      open.catch(forget);
    }
    return (await this.#open).sftp;
  }

  async #connect(onLost: () => void): Promise<Open> {
    const client = await connectSsh(this.login, this.#knownHosts, onLost);
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      client.sftp((error, opened) => (error ? reject(error) : resolve(opened)));
    }).catch((error: unknown) => {
      client.end();
      throw new ConnectionError('ssh', `${sshServer(this.login)} offers no SFTP`, {
        hint: 'Turn its SFTP subsystem on.',
        cause: error,
      });
    });
    return { client, sftp };
  }

  async list(path: string): Promise<readonly FileEntryWithStats[]> {
    const sftp = await this.connected();
    return called((done) => sftp.readdir(path, done));
  }

  async stat(path: string): Promise<Stats> {
    const sftp = await this.connected();
    return called((done) => sftp.stat(path, done));
  }

  /** Makes a folder with those that it is in. */
  async makeFolder(path: string): Promise<void> {
    const sftp = await this.connected();
    const isThere = await this.stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isThere || path === '' || path === '.' || path === '/') return;
    await this.makeFolder(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.');
    await called<void>((done) => sftp.mkdir(path, (error) => done(error ?? undefined))).catch(
      async (error) => {
        // Somebody else may have made it meanwhile.
        if (!(await this.stat(path).catch(() => undefined))?.isDirectory()) throw error;
      },
    );
  }

  /** Puts a file in another's place in one step, where the server can (OpenSSH does). */
  async replace(from: string, to: string): Promise<void> {
    const sftp = await this.connected();
    try {
      await called<void>((done) => sftp.ext_openssh_rename(from, to, (error) => done(error ?? undefined)));
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      await this.remove(to);
      await called<void>((done) => sftp.rename(from, to, (failed) => done(failed ?? undefined)));
    }
  }

  /** Removes a file; one that is not there does no harm. */
  async remove(path: string): Promise<void> {
    const sftp = await this.connected();
    await called<void>((done) => sftp.unlink(path, (error) => done(error ?? undefined))).catch((error) => {
      if (codeOf(error) !== NO_SUCH_FILE) throw error;
    });
  }

  /** Removes a folder that is empty; another one stays. */
  async removeEmpty(path: string): Promise<void> {
    const sftp = await this.connected();
    await called<void>((done) => sftp.rmdir(path, (error) => done(error ?? undefined))).catch(
      () => undefined,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    if (!open) return;
    const closed = new Promise<void>((resolve) => open.client.once('close', () => resolve()));
    open.client.end();
    await closed;
  }
}

/** What a call of ssh2 calls back with. */
export function called<T>(call: (done: (error: Error | undefined, value?: T) => void) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    call((error, value) => (error ? reject(error) : resolve(value as T)));
  });
}

/** The status code of SFTP that an error stands for. */
export function codeOf(error: unknown): number | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'number' ? code : undefined;
}

function isUnsupported(error: unknown): boolean {
  return codeOf(error) === OP_UNSUPPORTED || /not support/i.test((error as Error).message);
}
