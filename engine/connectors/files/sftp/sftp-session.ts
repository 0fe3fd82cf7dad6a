import type { Client, FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { type WatchedLine, watchLine } from '../../../families/http/watched-line.ts';
import { connectSsh, endSsh } from '../../../families/ssh/client.ts';
import type { SshLogin } from '../../../families/ssh/config.ts';
import { sshServer } from '../../../families/ssh/failures.ts';
import { canceled, onAbort } from '../../../kit/abort.ts';
import { ConnectionError } from '../../../kit/errors.ts';

/** Status codes of SFTP (draft-ietf-secsh-filexfer-02, 7). */
export const NO_SUCH_FILE = 2;
export const PERMISSION_DENIED = 3;
export const FAILURE = 4;
const OP_UNSUPPORTED = 8;

/** So many bytes are less than what is written at once. */
const LITTLE_SPACE = 256 * 1024;

/** What a server tells of a disk: how many blocks this user may still take, of how many bytes, and how it is mounted. */
interface Space {
  readonly f_bavail: bigint | number;
  readonly f_frsize: bigint | number;
  readonly f_flag: bigint | number;
}
const READ_ONLY = 1;

interface Open {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
}

/** A call of ssh2, and what it calls back with. */
type Call<T> = (done: (error: Error | undefined, value?: T) => void) => void;

/** How long the server may take to answer what was asked before a cancellation, in ms. */
const CANCEL_MS = 3_000;

/**
 * One SSH connection with SFTP on it, made when it is first needed; whoever asks after it was lost gets a new one. Where the
 * server falls silent the connection is cut, and what was asked fails: that SSH itself is answered says nothing of SFTP.
 */
export class SftpSession implements AsyncDisposable {
  readonly login: SshLogin;
  readonly #knownHosts: string;
  readonly #silenceMs: number;
  #open: Promise<Open> | undefined;
  /** Requests that are not answered yet, and how many were. */
  #asked = 0;
  #answered = 0;
  /** Whoever waits for an answer, to be told that none comes. */
  readonly #waiting = new Set<(error: Error) => void>();
  /** Why the connection was cut from here. */
  #cutFor: Error | undefined;

  /** `silenceMs`: how long a server may take to answer a request while it answers no other. */
  constructor(login: SshLogin, knownHosts: string, silenceMs: number) {
    this.login = login;
    this.#knownHosts = knownHosts;
    this.#silenceMs = silenceMs;
  }

  /** What a call of ssh2 calls back with. */
  async called<T>(call: Call<T>): Promise<T> {
    this.#asked++;
    let lose: ((error: Error) => void) | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        lose = reject;
        // Of a connection that is lost ssh2 does not call everybody back.
        this.#waiting.add(reject);
        call((error, value) => (error ? reject(this.#cutFor ?? error) : resolve(value as T)));
      });
    } finally {
      if (lose) this.#waiting.delete(lose);
      this.#asked--;
      this.#answered++;
    }
  }

  /** Cuts the connection where the server does not soon answer what was asked before the signal fired; answers how to forget about it. */
  cutSoonAfter(signal: AbortSignal): () => void {
    return onAbort(signal, () => {
      const answered = this.#answered;
      const look = async () => {
        if (this.#asked === 0 || this.#answered !== answered) return;
        this.#cut((await this.#open?.catch(() => undefined))?.client, canceled(signal));
      };
      setTimeout(() => void look(), CANCEL_MS).unref();
    });
  }

  #cut(client: Client | undefined, error: Error): void {
    this.#cutFor = error;
    client?.destroy();
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
    this.#cutFor = undefined;
    const client = await connectSsh(this.login, this.#knownHosts, onLost);
    const line: WatchedLine = {
      isOwed: () => this.#asked > 0,
      progress: () => this.#answered,
      // Nobody else can be asked what it is doing.
      isAtWork: async () => false,
      cut: (error) => this.#cut(client, error),
    };
    const watching = watchLine(line, { limitMs: this.#silenceMs, server: sshServer(this.login) });
    client.once('close', () => {
      watching[Symbol.dispose]();
      for (const lose of this.#waiting) lose(this.#cutFor ?? new Error('the connection was lost'));
    });
    const sftp = await this.called<SFTPWrapper>((done) => client.sftp(done)).catch((error: unknown) => {
      client.end();
      if (error === this.#cutFor) throw error;
      throw new ConnectionError('ssh', `${sshServer(this.login)} offers no SFTP`, {
        hint: 'Turn its SFTP subsystem on.',
        cause: error,
      });
    });
    return { client, sftp };
  }

  async list(path: string): Promise<readonly FileEntryWithStats[]> {
    const sftp = await this.connected();
    return this.called((done) => sftp.readdir(path, done));
  }

  async stat(path: string): Promise<Stats> {
    const sftp = await this.connected();
    return this.called((done) => sftp.stat(path, done));
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
    await this.called<void>((done) => sftp.mkdir(path, (error) => done(error ?? undefined))).catch(
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
      await this.called<void>((done) =>
        sftp.ext_openssh_rename(from, to, (error) => done(error ?? undefined)),
      );
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      await this.remove(to);
      await this.called<void>((done) => sftp.rename(from, to, (failed) => done(failed ?? undefined)));
    }
  }

  /** What keeps a disk from being written: a server says no more of a failed write than that it failed. */
  async faultOfDisk(folder: string): Promise<'full' | 'read-only' | undefined> {
    const sftp = await this.connected();
    const space = await this.called<Space>((done) => sftp.ext_openssh_statvfs(folder, done)).catch(() => {});
    if (!space) return undefined;
    if (Number(space.f_flag) & READ_ONLY) return 'read-only';
    return Number(space.f_bavail) * Number(space.f_frsize) < LITTLE_SPACE ? 'full' : undefined;
  }

  /** Removes a file; one that is not there does no harm. */
  async remove(path: string): Promise<void> {
    const sftp = await this.connected();
    await this.called<void>((done) => sftp.unlink(path, (error) => done(error ?? undefined))).catch(
      (error) => {
        if (codeOf(error) !== NO_SUCH_FILE) throw error;
      },
    );
  }

  /** Removes a folder that is empty; another one stays. */
  async removeEmpty(path: string): Promise<void> {
    const sftp = await this.connected();
    await this.called<void>((done) => sftp.rmdir(path, (error) => done(error ?? undefined))).catch(
      () => undefined,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    if (!open) return;
    await endSsh(open.client);
  }
}

/** The status code of SFTP that an error stands for. */
export function codeOf(error: unknown): number | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'number' ? code : undefined;
}

function isUnsupported(error: unknown): boolean {
  return codeOf(error) === OP_UNSUPPORTED || /not support/i.test((error as Error).message);
}
