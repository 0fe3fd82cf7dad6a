import type { Readable } from 'node:stream';
import {
  BlobServiceClient,
  type ContainerClient,
  RestError,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { canceled, throwIfAborted } from '../../movement/abort.ts';
import { forEachAtMost } from '../../movement/mutex.ts';
import type { ObjectStore, StoredObject } from '../file-store/object-store.ts';
import type { StoreAction } from '../file-store/store-failure.ts';
import type { Token } from './entra-token.ts';
import { azureFailure } from './failure.ts';

export interface AzureStoreOptions {
  readonly account: string;
  readonly container: string;
  /** '' or ending in a slash. */
  readonly prefix: string;
  readonly endpoint: string;
  /** The account's key, base64, or what gets a token. */
  readonly credential: string | (() => Promise<Token>);
  /** Settings that say who syncform is there, for hints. */
  readonly credentials: string;
}

/** A block of an upload; four are under way at a time, which bounds its memory. */
const BLOCK_BYTES = 16 * 1024 * 1024;
const BLOCKS_AT_ONCE = 4;
/** Attempts at a request that Azure is too busy for, or that broke on its way. */
const MOST_ATTEMPTS = 6;
const REMOVED_AT_ONCE = 16;

/** A container. Blocks of an upload that nobody completed are seen by nobody, and Azure lets go of them after a week. */
export class AzureStore implements ObjectStore {
  readonly place: string;
  readonly #options: AzureStoreOptions;
  readonly #container: ContainerClient;

  constructor(options: AzureStoreOptions) {
    const { account, container, prefix, endpoint, credential } = options;
    this.place = `${endpoint.replace(/\/$/, '')}/${container}/${prefix}`.replace(/\/$/, '');
    this.#options = options;
    const service = new BlobServiceClient(
      endpoint,
      typeof credential === 'string'
        ? new StorageSharedKeyCredential(account, credential)
        : { getToken: () => credential() },
      { retryOptions: { maxTries: MOST_ATTEMPTS, retryDelayInMs: 200, maxRetryDelayInMs: 5_000 } },
    );
    this.#container = service.getContainerClient(container);
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#ask('list', signal, async () => {
      const { prefix } = this.#options;
      const pages = this.#container.listBlobsFlat({ prefix, abortSignal: signal }).byPage({ maxPageSize: 1 });
      await pages.next();
    });
  }

  list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    return this.#ask('list', signal, async () => {
      const found: StoredObject[] = [];
      const { prefix: own } = this.#options;
      for await (const { name, properties } of this.#container.listBlobsFlat({
        prefix: own + prefix,
        abortSignal: signal,
      }))
        found.push({
          key: name.slice(own.length),
          size: properties.contentLength ?? 0,
          etag: properties.etag,
          changed: properties.lastModified.getTime(),
        });
      return found;
    });
  }

  open(key: string, signal: AbortSignal): Promise<Readable | undefined> {
    return this.#ask('read from', signal, async () => {
      try {
        const { readableStreamBody } = await this.#blob(key).download(0, undefined, { abortSignal: signal });
        return readableStreamBody as Readable | undefined;
      } catch (error) {
        if (error instanceof RestError && error.code === 'BlobNotFound') return undefined;
        throw error;
      }
    });
  }

  upload(body: Readable, key: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
    return this.#ask('write to', signal, async () => {
      throwIfAborted(signal);
      let sent = 0;
      try {
        await this.#blob(key).uploadStream(body, BLOCK_BYTES, BLOCKS_AT_ONCE, {
          abortSignal: signal,
          onProgress: ({ loadedBytes }) => {
            onBytes(loadedBytes - sent);
            sent = loadedBytes;
          },
        });
      } finally {
        body.destroy();
      }
    });
  }

  async put(key: string, text: string, signal: AbortSignal): Promise<void> {
    const body = Buffer.from(text, 'utf8');
    await this.#ask('write to', signal, () =>
      this.#blob(key).upload(body, body.length, { abortSignal: signal }),
    );
  }

  async remove(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    const options = signal ? { abortSignal: signal } : {};
    const never = new AbortController().signal;
    await this.#ask('remove files from', signal, () =>
      forEachAtMost(REMOVED_AT_ONCE, keys, signal ?? never, (key) =>
        this.#blob(key).deleteIfExists({ deleteSnapshots: 'include', ...options }),
      ),
    );
  }

  #blob(key: string) {
    return this.#container.getBlockBlobClient(this.#options.prefix + key);
  }

  async #ask<T>(action: StoreAction, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw canceled(signal);
      const { account, container, endpoint, credentials } = this.#options;
      throw azureFailure(action, error, { account, container, credentials, address: new URL(endpoint) });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
