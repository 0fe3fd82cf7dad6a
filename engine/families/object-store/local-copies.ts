import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { canceled, pause } from '../../kit/abort.ts';
import { SyncformError } from '../../kit/errors.ts';
import { writingFile } from '../../kit/full-disk.ts';
import { Semaphore } from '../../kit/mutex.ts';
import { isTransient } from '../http/failures.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';

/** How many objects are copied at a time. */
const AT_ONCE = 8;
/** How often a copy that breaks off is begun again, and the first wait between; in milliseconds. */
const MOST_ATTEMPTS = 4;
const BACKOFF_MS = 100;

interface Copy {
  readonly path: Promise<string>;
  readonly size: number;
}

/** Copies of objects on the local disk. Each is kept until the connection closes, because something may still read it. */
export class LocalCopies implements AsyncDisposable {
  readonly #store: ObjectStore;
  readonly #folder: string;
  readonly #copies = new Map<string, Copy>();
  readonly #turns = new Semaphore(AT_ONCE);
  #bytes = 0;
  #made = 0;

  constructor(store: ObjectStore, tempDir: string) {
    this.#store = store;
    this.#folder = join(tempDir, `store-${randomUUID()}`);
  }

  /** The bytes of all copies. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is a copy of this very object. */
  has(object: StoredObject): boolean {
    return this.#copies.has(nameOf(object));
  }

  /** The path of a copy; made if there is none. Its end is the object's key, so that messages name it. */
  async get(object: StoredObject, signal: AbortSignal): Promise<string> {
    const name = nameOf(object);
    const known = await this.#copies.get(name)?.path.catch((error: unknown) => {
      // Whoever asked for it may have been stopped: that is no reason to stop here.
      if (!(error instanceof SyncformError && error.code === 'canceled')) throw error;
      return undefined;
    });
    if (known !== undefined) return known;
    if (this.#copies.has(name)) return this.get(object, signal);
    const path = this.#copy(object, join(this.#folder, String(++this.#made), safePath(object.key)), signal);
    this.#copies.set(name, { path, size: object.size });
    this.#bytes += object.size;
    path.catch(() => {
      if (this.#copies.delete(name)) this.#bytes -= object.size;
    });
    return path;
  }

  async #copy(object: StoredObject, path: string, signal: AbortSignal): Promise<string> {
    const release = await this.#turns.acquire(signal).catch(() => {
      throw canceled(signal);
    });
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      for (let attempt = 1; ; attempt++) {
        try {
          await this.#download(object, path, signal);
          return path;
        } catch (error) {
          await rm(path, { force: true });
          if (signal.aborted) throw canceled(signal);
          if (attempt === MOST_ATTEMPTS || !isTransient(error)) throw error;
        }
        await pause(BACKOFF_MS * 2 ** attempt, signal);
      }
    } finally {
      release();
    }
  }

  async #download(object: StoredObject, path: string, signal: AbortSignal): Promise<void> {
    const stream = await this.#store.open(object.key, signal);
    if (!stream)
      throw new SyncformError('source_changed', `${object.key} in ${this.#store.place} is gone`, {
        hint: 'Run again: what is there then is read.',
      });
    await writingFile(path, pipeline(stream, createWriteStream(path, { mode: 0o600 }), { signal }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([...this.#copies.values()].map(({ path }) => path));
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function nameOf({ key, etag, size }: StoredObject): string {
  return `${key}\n${etag}\n${size}`;
}

const LONGEST_NAME = 200;

/** A key as a path: no way out of the folder, no name too long, and nothing that DuckDB takes for a pattern. */
function safePath(key: string): string {
  const parts = key.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts
    .map((part) => part.replace(/[*?[\]{}\0]/g, '_'))
    .map((part) => (Buffer.byteLength(part) > LONGEST_NAME ? `long.${part.slice(-LONGEST_NAME / 4)}` : part))
    .join('/');
}
