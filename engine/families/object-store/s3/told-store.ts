import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import type { ConnectorHost } from '../../../contract/contract.ts';
import type { DirectReading, ObjectStore, StoredObject } from '../object-store.ts';
import type { EventQueue } from './event-queue.ts';
import type { S3Store } from './s3-store.ts';

/** How long a listing is kept up to date by events, until the bucket is listed again in case an event was lost. In milliseconds. */
const LISTED_FOR_MS = 24 * 60 * 60_000;
/** Objects that one request lists. */
const LISTED_AT_ONCE = 1000;
/** Requests for single objects at a time. */
const AT_ONCE = 16;

interface Kept {
  readonly version: 1;
  /** When the bucket was listed whole, in milliseconds since 1970. */
  readonly listed: number;
  readonly objects: readonly StoredObject[];
}

/**
 * A bucket whose events come by a queue: it is listed whole once a day, and in between the listing is kept in a file and
 * brought up to date by the objects that events name. What an object is now is asked of the bucket, so that events may come
 * late, twice and in any order. The listing is kept before the messages are deleted.
 */
export class ToldStore implements ObjectStore {
  readonly #store: S3Store;
  readonly #queue: EventQueue;
  readonly #prefix: string;
  readonly #file: string;
  readonly #host: ConnectorHost;
  /** Whether something was written here whose event may not have come yet. */
  #hasWritten = false;

  /**
   * @param prefix Of the connection's place within the bucket, '' or ending in a slash.
   * @param file Where the listing is kept.
   */
  constructor(store: S3Store, queue: EventQueue, prefix: string, file: string, host: ConnectorHost) {
    this.#store = store;
    this.#queue = queue;
    this.#prefix = prefix;
    this.#file = file;
    this.#host = host;
  }

  get place(): string {
    return this.#store.place;
  }

  get direct(): DirectReading | undefined {
    return this.#store.direct;
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#store.check(signal);
    await this.#queue.check(signal);
  }

  async list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    if (prefix !== '') return this.#store.list(prefix, signal);
    // Another process may take messages at the same time, and what they say has to get into the same file.
    await using _turn = await this.#host.slot(`events of ${this.place}`, 1, signal);
    const kept = await this.#kept();
    const isGood = kept !== undefined && !this.#hasWritten && Date.now() - kept.listed < LISTED_FOR_MS;
    const taken = await this.#queue.take(signal);
    if (taken.strange > 0)
      this.#host.log('warn', `${taken.strange} messages of the queue are no events of S3, and stay there`);
    const touched = [...taken.keys]
      .filter((key) => key.startsWith(this.#prefix) && !key.endsWith('/'))
      .map((key) => key.slice(this.#prefix.length));
    const requests = Math.ceil((kept?.objects.length ?? 0) / LISTED_AT_ONCE) || 1;
    const isCheaper = touched.length < requests || touched.length === 0;
    const now = isGood && isCheaper ? await this.#updated(kept, touched, signal) : await this.#whole(signal);
    if (now !== kept) await this.#keep(now);
    await taken.done(signal);
    return now.objects;
  }

  async #whole(signal: AbortSignal): Promise<Kept> {
    const listed = Date.now();
    const objects = await this.#store.list('', signal);
    this.#hasWritten = false;
    return { version: 1, listed, objects };
  }

  /** The listing with what the objects that events name are now. */
  async #updated(kept: Kept, touched: readonly string[], signal: AbortSignal): Promise<Kept> {
    if (touched.length === 0) return kept;
    const objects = new Map(kept.objects.map((object) => [object.key, object]));
    for (let i = 0; i < touched.length; i += AT_ONCE) {
      const some = touched.slice(i, i + AT_ONCE);
      const found = await Promise.all(some.map((key) => this.#store.lookUp(key, signal)));
      for (const [n, key] of some.entries()) {
        const object = found[n];
        if (object) objects.set(key, object);
        else objects.delete(key);
      }
    }
    const byKey = [...objects.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    return { ...kept, objects: byKey };
  }

  async #kept(): Promise<Kept | undefined> {
    try {
      const kept = JSON.parse(await readFile(this.#file, 'utf8')) as Kept;
      return kept.version === 1 ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  async #keep(now: Kept): Promise<void> {
    const partial = `${this.#file}.${randomUUID()}`;
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFile(partial, JSON.stringify(now), { mode: 0o600 });
    await rename(partial, this.#file);
  }

  open(key: string, signal: AbortSignal): Promise<Readable | undefined> {
    return this.#store.open(key, signal);
  }

  upload(body: Readable, key: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
    this.#hasWritten = true;
    return this.#store.upload(body, key, signal, onBytes);
  }

  put(key: string, text: string, signal: AbortSignal): Promise<void> {
    this.#hasWritten = true;
    return this.#store.put(key, text, signal);
  }

  remove(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    this.#hasWritten = true;
    return this.#store.remove(keys, signal);
  }

  abandonUploads(prefix: string): Promise<void> {
    return this.#store.abandonUploads(prefix);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#queue.close();
    await this.#store[Symbol.asyncDispose]();
  }
}
