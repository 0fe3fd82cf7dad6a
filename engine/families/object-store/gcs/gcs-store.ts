import type { Readable } from 'node:stream';
import { canceled } from '../../../kit/abort.ts';
import { ConnectionError, type ConnectionPart, messageOf } from '../../../kit/errors.ts';
import { forEachAtMost } from '../../../kit/mutex.ts';
import { GoogleRefusal } from '../../google/google-api.ts';
import { type UploadTarget, uploadObject } from '../../google/resumable-upload.ts';
import type { ObjectStore, StoredObject } from '../object-store.ts';
import type { StoreAction } from '../store-failure.ts';
import type { GcsClient } from './gcs-client.ts';

const NOT_FOUND = 404;
const REMOVED_AT_ONCE = 16;
const LISTED = 'items(name,size,generation,updated),nextPageToken';

interface Page {
  readonly items?: readonly {
    readonly name: string;
    readonly size: string;
    readonly generation: string;
    readonly updated: string;
  }[];
  readonly nextPageToken?: string;
}

/** A bucket of Google Cloud Storage. Uploads that nobody ended show nothing; the service lets go of them after a week. */
export class GcsStore implements ObjectStore {
  readonly place: string;
  readonly #client: GcsClient;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(client: GcsClient, bucket: string, prefix: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.place = `gs://${bucket}/${prefix}`.replace(/\/$/, '');
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#ask('list', signal, () => this.#page({ prefix: this.#prefix, maxResults: '1' }, signal));
  }

  list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    return this.#ask('list', signal, async () => {
      const found: StoredObject[] = [];
      let pageToken: string | undefined;
      do {
        const query = { prefix: this.#prefix + prefix, fields: LISTED, ...(pageToken ? { pageToken } : {}) };
        const page = await this.#page(query, signal);
        for (const { name, size, generation, updated } of page.items ?? [])
          if (!name.endsWith('/'))
            found.push({
              key: name.slice(this.#prefix.length),
              size: Number(size),
              etag: generation,
              changed: Date.parse(updated),
            });
        pageToken = page.nextPageToken;
      } while (pageToken);
      return found;
    });
  }

  async #page(query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Page> {
    const answer = await this.#client.ask({
      method: 'GET',
      url: this.#client.objects(undefined, query),
      signal,
    });
    return (await answer.body.json()) as Page;
  }

  open(key: string, signal: AbortSignal): Promise<Readable | undefined> {
    return this.#ask('read from', signal, async () => {
      const url = this.#client.objects(this.#prefix + key, { alt: 'media' });
      // As it is stored: whether it is compressed, its name says.
      const headers = { 'accept-encoding': 'gzip' };
      const answer = await this.#client.ask({ method: 'GET', url, headers, signal, also: [NOT_FOUND] });
      if (answer.statusCode !== NOT_FOUND) return answer.body;
      await answer.body.dump();
      return undefined;
    });
  }

  upload(body: Readable, key: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
    return this.#ask('write to', signal, () =>
      uploadObject(this.#client, this.#target(key), body, signal, onBytes),
    );
  }

  put(key: string, text: string, signal: AbortSignal): Promise<void> {
    return this.#ask('write to', signal, () => this.#target(key).whole(Buffer.from(text, 'utf8'), signal));
  }

  #target(key: string): UploadTarget {
    const name = this.#prefix + key;
    return {
      begin: { url: this.#client.uploads({ uploadType: 'resumable', name }), body: '{}' },
      whole: async (body, signal) => {
        const url = this.#client.uploads({ uploadType: 'media', name });
        const headers = { 'content-type': 'application/octet-stream' };
        const answer = await this.#client.ask({ method: 'POST', url, headers, body, signal });
        await answer.body.dump();
      },
    };
  }

  async remove(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    const never = new AbortController().signal;
    await this.#ask('remove files from', signal, () =>
      forEachAtMost(REMOVED_AT_ONCE, keys, signal ?? never, async (key) => {
        const url = this.#client.objects(this.#prefix + key);
        const answer = await this.#client.ask({ method: 'DELETE', url, signal, also: [NOT_FOUND] });
        await answer.body.dump();
      }),
    );
  }

  async #ask<T>(action: StoreAction, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw canceled(signal);
      if (error instanceof ConnectionError) throw error;
      throw this.#failure(action, error);
    }
  }

  /** What the service said (https://cloud.google.com/storage/docs/json_api/v1/status-codes). */
  #failure(action: StoreAction, error: unknown): ConnectionError {
    const refused = `cannot ${action} bucket ${this.#bucket}`;
    const failure = (part: ConnectionPart, message: string, hint?: string) =>
      new ConnectionError(part, message, { ...(hint ? { hint } : {}), cause: error });
    const status = error instanceof GoogleRefusal ? error.status : undefined;
    if (status === 401)
      return failure(
        'user or password',
        `${refused}: the service account is not accepted`,
        'Check service_account.',
      );
    if (status === 403) return failure('permission', `${refused}: permission denied`, ROLES[action]);
    if (status === NOT_FOUND)
      return failure(
        'bucket',
        `there is no bucket ${this.#bucket}`,
        'Check bucket, and that the service account may see it.',
      );
    return failure('bucket', `${refused}: ${messageOf(error)}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#client.close();
  }
}

const READING = 'Give the service account the role Storage Object Viewer on the bucket.';
const WRITING =
  'Give the service account the role Storage Object User on the bucket, or set read_only = true for a source.';
const ROLES: Readonly<Record<StoreAction, string>> = {
  list: READING,
  'read from': READING,
  'write to': WRITING,
  'remove files from': WRITING,
};
