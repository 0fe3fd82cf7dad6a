import type { Duplex, Readable } from 'node:stream';
import {
  BlobServiceClient,
  type ContainerClient,
  RestError,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { canceled, onAbort, throwIfAborted } from '../../../kit/abort.ts';
import { forEachAtMost } from '../../../kit/mutex.ts';
import type { Token } from '../../azure/entra-token.ts';
import { type WatchedAgents, watchedAgents } from '../../http/watched-sockets.ts';
import type { ObjectStore, StoredObject } from '../object-store.ts';
import type { StoreAction } from '../store-failure.ts';
import { type AzureSettingNames, azureFailure } from './failure.ts';

export interface AzureStoreOptions {
  readonly account: string;
  readonly container: string;
  /** '' or ending in a slash. */
  readonly prefix: string;
  readonly endpoint: string;
  /** The account's key, base64, or what gets a token. */
  readonly credential: string | (() => Promise<Token>);
  /** How long the account may be silent while it owes an answer, in ms. */
  readonly silenceMs: number;
  /** Makes a connection to the account where it is reached through something else, TLS included. */
  readonly connect?: (isTls: boolean) => Promise<Duplex>;
  readonly names: AzureSettingNames;
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
  readonly #agents: WatchedAgents;
  /** Fires where the account has fallen silent: the SDK would ask again for minutes. */
  #silence = new AbortController();

  constructor(options: AzureStoreOptions) {
    const { account, container, prefix, endpoint, credential } = options;
    this.place = `${endpoint.replace(/\/$/, '')}/${container}/${prefix}`.replace(/\/$/, '');
    this.#options = options;
    const silent = (error: Error) => {
      this.#silence.abort(error);
      this.#silence = new AbortController();
    };
    const watching = { limitMs: options.silenceMs, server: this.place };
    this.#agents = watchedAgents(watching, silent, options.connect);
    const service = new BlobServiceClient(
      endpoint,
      typeof credential === 'string'
        ? new StorageSharedKeyCredential(account, credential)
        : { getToken: () => credential() },
      {
        retryOptions: { maxTries: MOST_ATTEMPTS, retryDelayInMs: 200, maxRetryDelayInMs: 5_000 },
        // The type does not tell of it.
        ...{ agent: endpoint.startsWith('https:') ? this.#agents.https : this.#agents.http },
      },
    );
    this.#container = service.getContainerClient(container);
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#ask('list', signal, async (until) => {
      const { prefix } = this.#options;
      const pages = this.#container.listBlobsFlat({ prefix, abortSignal: until }).byPage({ maxPageSize: 1 });
      await pages.next();
    });
  }

  list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    return this.#ask('list', signal, async (until) => {
      const found: StoredObject[] = [];
      const { prefix: own } = this.#options;
      for await (const { name, properties } of this.#container.listBlobsFlat({
        prefix: own + prefix,
        abortSignal: until,
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
    return this.#ask('read from', signal, async (until) => {
      try {
        const { readableStreamBody } = await this.#blob(key).download(0, undefined, { abortSignal: until });
        return readableStreamBody as Readable | undefined;
      } catch (error) {
        if (error instanceof RestError && error.code === 'BlobNotFound') return undefined;
        throw error;
      }
    });
  }

  upload(body: Readable, key: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
    return this.#ask('write to', signal, async (until) => {
      throwIfAborted(signal);
      let sent = 0;
      try {
        await this.#blob(key).uploadStream(body, BLOCK_BYTES, BLOCKS_AT_ONCE, {
          abortSignal: until,
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
    await this.#ask('write to', signal, (until) =>
      this.#blob(key).upload(body, body.length, { abortSignal: until }),
    );
  }

  async remove(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    await this.#ask('remove files from', signal, async (until) => {
      // Folders, where the account has such, go after what is in them.
      const levels = Map.groupBy(keys, (key) => key.split('/').length);
      for (const depth of [...levels.keys()].sort((a, b) => b - a))
        await forEachAtMost(REMOVED_AT_ONCE, levels.get(depth) ?? [], until, (key) =>
          this.#blob(key).deleteIfExists({ deleteSnapshots: 'include', abortSignal: until }),
        );
    });
  }

  #blob(key: string) {
    return this.#container.getBlockBlobClient(this.#options.prefix + key);
  }

  async #ask<T>(
    action: StoreAction,
    signal: AbortSignal | undefined,
    work: (until: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const silence = this.#silence.signal;
    const until = signal ? AbortSignal.any([signal, silence]) : silence;
    // The SDK takes seconds to see that a signal has fired while it waits for its next try.
    const stopped = Promise.withResolvers<never>();
    const forget = onAbort(until, () => stopped.reject(until.reason));
    try {
      return await Promise.race([work(until), stopped.promise]);
    } catch (error) {
      if (signal?.aborted) throw canceled(signal);
      if (silence.aborted) throw silence.reason;
      const { account, container, endpoint, names } = this.#options;
      throw azureFailure(action, error, { account, container, names, address: new URL(endpoint) });
    } finally {
      forget();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agents[Symbol.dispose]();
  }
}
