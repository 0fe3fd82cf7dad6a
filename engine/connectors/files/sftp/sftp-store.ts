import { randomUUID } from 'node:crypto';
import { basename, dirname, posix } from 'node:path/posix';
import { Readable } from 'node:stream';
import type { SFTPWrapper } from 'ssh2';
import type { ObjectStore, StoredObject } from '../../../families/object-store/object-store.ts';
import type { StoreAction } from '../../../families/object-store/store-failure.ts';
import { sshFailure } from '../../../families/ssh/failures.ts';
import { canceled, onAbort, throwIfAborted, untilAborted } from '../../../kit/abort.ts';
import { ConnectionError, messageOf, SyncformError } from '../../../kit/errors.ts';
import { DiskFullError } from '../../../kit/full-disk.ts';
import { readFile, writeFile } from './pipelined-file.ts';
import { codeOf, FAILURE, NO_SUCH_FILE, PERMISSION_DENIED, type SftpSession } from './sftp-session.ts';

/** Files that are being written; they are hidden until they are whole. */
const PARTIAL = /^\..*\.[0-9a-f-]{36}\.syncform$/;
const FOLDERS_AT_ONCE = 8;

/**
 * A folder of a server. A file is written under a hidden name beside its place, and put there in one step. A version is
 * told by size and time, of which SFTP knows whole seconds.
 */
export class SftpStore implements ObjectStore {
  readonly place: string;
  readonly #session: SftpSession;
  readonly #root: string;

  constructor(session: SftpSession, root: string, server: string) {
    this.#session = session;
    this.#root = root;
    this.place = `sftp://${server}/${root}`;
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#ask('list', signal, async () => {
      try {
        await this.#session.list(this.#root);
      } catch (error) {
        if (codeOf(error) !== NO_SUCH_FILE) throw error;
        throw new ConnectionError('path', `there is no folder ${this.#root}`, {
          hint: 'Create it, or correct path.',
        });
      }
    });
  }

  list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    return this.#ask('list', signal, async () => {
      const files = await this.#walk(prefix.includes('/') ? dirname(`${prefix}_`) : '', signal);
      return files
        .filter(({ key }) => key.startsWith(prefix) && !PARTIAL.test(basename(key)))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    });
  }

  open(key: string, signal: AbortSignal): Promise<Readable | undefined> {
    return this.#ask('read from', signal, async () => {
      const sftp = await this.#session.connected();
      const path = this.#path(key);
      const session = this.#session;
      try {
        const { size } = await session.stat(path);
        const handle = await session.called<Buffer>((done) => sftp.open(path, 'r', done));
        const file = readFile({ session, sftp }, handle, size);
        file.once('close', session.cutSoonAfter(signal));
        return file;
      } catch (error) {
        if (codeOf(error) === NO_SUCH_FILE) return undefined;
        throw error;
      }
    });
  }

  upload(body: Readable, key: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
    return this.#ask('write to', signal, async () => {
      const path = this.#path(key);
      const partial = `${dirname(path)}/.${basename(path)}.${randomUUID()}.syncform`;
      const forget = onAbort(signal, () => body.destroy(canceled(signal)));
      try {
        throwIfAborted(signal);
        await this.#session.makeFolder(dirname(path));
        await this.#write(await this.#session.connected(), partial, body, onBytes);
        throwIfAborted(signal);
        await this.#session.replace(partial, path);
      } catch (failure) {
        const error = await this.#diskFailure(failure, dirname(path));
        await this.#session.remove(partial).catch(() => undefined);
        throw error;
      } finally {
        forget();
        body.destroy();
      }
    });
  }

  /** Of a write that failed, what is the matter with the disk: asked while what was written is still there. */
  async #diskFailure(error: unknown, folder: string): Promise<unknown> {
    if (codeOf(error) !== FAILURE) return error;
    const fault =
      (await this.#session.faultOfDisk(folder).catch(() => undefined)) ??
      (await this.#session.faultOfDisk(this.#root).catch(() => undefined));
    if (fault === undefined) return error;
    if (fault === 'read-only')
      return new ConnectionError('permission', `cannot write to ${this.place}: its disk is read-only`, {
        hint: 'Mount it for writing there, or set read_only = true for a source.',
        cause: error,
      });
    return new DiskFullError(`${this.place.slice(0, -this.#root.length)}${folder}`, { cause: error });
  }

  async #write(
    sftp: SFTPWrapper,
    path: string,
    body: Readable,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    const session = this.#session;
    const handle = await session.called<Buffer>((done) => sftp.open(path, 'w', done));
    const close = () =>
      session.called<void>((done) => sftp.close(handle, (error) => done(error ?? undefined)));
    try {
      await writeFile({ session, sftp }, handle, body as AsyncIterable<Buffer>, onBytes);
      // Where the server can: what it has renamed is then on its disk.
      await session
        .called<void>((done) => sftp.ext_openssh_fsync(handle, (error) => done(error ?? undefined)))
        .catch(() => undefined);
    } catch (error) {
      // Over a line that is lost no answer comes.
      void close().catch(() => undefined);
      throw error;
    }
    await close();
  }

  put(key: string, text: string, signal: AbortSignal): Promise<void> {
    return this.upload(Readable.from([Buffer.from(text, 'utf8')]), key, signal, () => {});
  }

  remove(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    return this.#ask('remove files from', signal, async () => {
      await Promise.all(keys.map((key) => this.#session.remove(this.#path(key))));
      // Folders are there for what is in them; one with more in it stays.
      const folders = new Set(keys.map((key) => dirname(key)).filter((folder) => folder !== '.'));
      for (const folder of folders) await this.#session.removeEmpty(this.#path(folder));
    });
  }

  async abandonUploads(prefix: string): Promise<void> {
    const never = new AbortController().signal;
    const files = await this.#walk(dirname(`${prefix}_`), never).catch(() => []);
    for (const { key } of files)
      if (PARTIAL.test(basename(key))) await this.#session.remove(this.#path(key)).catch(() => undefined);
  }

  /** Every file in a folder and those within it; of a folder that is not there, none. */
  async #walk(folder: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    const found: StoredObject[] = [];
    let folders = [folder === '.' ? '' : folder];
    while (folders.length > 0) {
      throwIfAborted(signal);
      const some = folders.slice(0, FOLDERS_AT_ONCE);
      const inner = await Promise.all(some.map((one) => this.#entries(one, found)));
      folders = [...folders.slice(FOLDERS_AT_ONCE), ...inner.flat()];
    }
    return found;
  }

  /** Adds a folder's files to those found, and answers the folders in it. Links are followed to files alone. */
  async #entries(folder: string, found: StoredObject[]): Promise<readonly string[]> {
    const entries = await this.#session.list(this.#path(folder)).catch((error: unknown) => {
      if (codeOf(error) === NO_SUCH_FILE) return [];
      throw error;
    });
    const folders: string[] = [];
    for (const { filename, attrs } of entries) {
      const key = folder === '' ? filename : `${folder}/${filename}`;
      const isLink = attrs.isSymbolicLink();
      const stats = isLink ? await this.#session.stat(this.#path(key)).catch(() => undefined) : attrs;
      if (stats?.isFile())
        found.push({
          key,
          size: stats.size,
          etag: `${stats.mtime}-${stats.size}`,
          changed: stats.mtime * 1000,
        });
      else if (!isLink && stats?.isDirectory() && !filename.startsWith('.')) folders.push(key);
    }
    return folders;
  }

  #path(key: string): string {
    return posix.join(this.#root, key);
  }

  async #ask<T>(action: StoreAction, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const forget = signal && this.#session.cutSoonAfter(signal);
    try {
      return await (signal ? untilAborted(work(), signal) : work());
    } catch (error) {
      if (signal?.aborted) throw canceled(signal);
      if (error instanceof SyncformError) throw error;
      throw this.#failure(action, error);
    } finally {
      // What waits for an answer still is looked after anyway.
      if (!signal?.aborted) forget?.();
    }
  }

  #failure(action: StoreAction, error: unknown): ConnectionError {
    const refused = `cannot ${action} ${this.place}`;
    if (codeOf(error) === PERMISSION_DENIED)
      return new ConnectionError('permission', `${refused}: permission denied`, {
        hint: action.startsWith('write')
          ? 'Let the user write there, or set read_only = true for a source.'
          : 'Let the user in there.',
        cause: error,
      });
    if (codeOf(error) !== undefined)
      return new ConnectionError('path', `${refused}: ${messageOf(error)}`, { cause: error });
    return sshFailure(error as Error, this.#session.login);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#session[Symbol.asyncDispose]();
  }
}
