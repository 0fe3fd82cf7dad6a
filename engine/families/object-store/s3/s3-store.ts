import type { Duplex, Readable } from 'node:stream';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { ConnectorHost } from '../../../contract/contract.ts';
import { canceled } from '../../../kit/abort.ts';
import { type WatchedAgents, watchedAgents } from '../../http/watched-sockets.ts';
import type { DirectReading, ObjectStore, StoredObject } from '../object-store.ts';
import type { StoreAction } from '../store-failure.ts';
import { S3DirectReading } from './direct-reading.ts';
import { type SettingNames, s3Failure } from './failure.ts';
import { abortUploads, deleteObjects, MOST_DELETED, uploadObject, within } from './s3-objects.ts';

export interface S3StoreOptions {
  readonly bucket: string;
  /** '' or ending in a slash. */
  readonly prefix: string;
  /** Absent: as AWS's tools are told (AWS_REGION, a profile). */
  readonly region: string | undefined;
  /** Where a store other than AWS's own answers. */
  readonly endpoint: URL | undefined;
  /** Whether buckets are parts of the path rather than of the host's name. */
  readonly isPathStyle: boolean;
  /** Keys, or what gets them; without them the default chain of AWS's tools is asked. */
  readonly credentials?: NonNullable<S3ClientConfig['credentials']>;
  /** Whether checksums are sent only with what cannot be asked without; otherwise with everything that is written. */
  readonly hasFewChecksums?: boolean;
  /** How long the store may be silent while it owes an answer, in ms. */
  readonly silenceMs: number;
  /** Makes a connection to the store where it is reached through something else, TLS included. */
  readonly connect?: (isTls: boolean) => Promise<Duplex>;
  readonly names: SettingNames;
}

/** Attempts at a request that the store is too busy for, or that broke on its way. */
const MOST_ATTEMPTS = 6;

/** A bucket of S3 or of a store that speaks its protocol. Nothing is asked before a method is used. */
export class S3Store implements ObjectStore {
  readonly place: string;
  readonly direct?: DirectReading & AsyncDisposable;
  readonly #options: S3StoreOptions;
  readonly #client: S3Client;
  readonly #agents: WatchedAgents;

  /** @param host Of a connection whose files DuckDB may read by itself. */
  constructor(options: S3StoreOptions, host?: ConnectorHost) {
    const { bucket, prefix, region, endpoint, isPathStyle, credentials, hasFewChecksums, connect } = options;
    this.place = `s3://${bucket}/${prefix}`.replace(/\/$/, '') + (endpoint ? ` at ${endpoint.host}` : '');
    this.#options = options;
    this.#agents = watchedAgents({ limitMs: options.silenceMs, server: this.place }, () => {}, connect);
    this.#client = new S3Client({
      requestHandler: { httpAgent: this.#agents.http, httpsAgent: this.#agents.https },
      ...(region ? { region } : {}),
      maxAttempts: MOST_ATTEMPTS,
      forcePathStyle: isPathStyle,
      ...(endpoint ? { endpoint: endpoint.href } : {}),
      ...(credentials ? { credentials } : {}),
      ...(hasFewChecksums ? { requestChecksumCalculation: 'WHEN_REQUIRED' as const } : {}),
    });
    if (host) this.direct = new S3DirectReading(options, () => this.#client.config.credentials(), host);
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#ask('list', signal, () => this.#page('', signal, { MaxKeys: 1 }));
  }

  async list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]> {
    const found: StoredObject[] = [];
    let token: string | undefined;
    do {
      const page = await this.#ask('list', signal, () =>
        this.#page(prefix, signal, token ? { ContinuationToken: token } : {}),
      );
      found.push(...this.#objectsOf(page));
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token);
    return found;
  }

  /** An object as `list` tells it; undefined where there is none. */
  async lookUp(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    // Of the keys that begin so, its own comes first.
    const page = await this.#ask('list', signal, () => this.#page(key, signal, { MaxKeys: 1 }));
    return this.#objectsOf(page).find((object) => object.key === key);
  }

  #objectsOf({ Contents = [] }: ListObjectsV2CommandOutput): readonly StoredObject[] {
    return Contents.flatMap(({ Key, Size = 0, ETag = '', LastModified }) => {
      if (!Key || Key.endsWith('/')) return [];
      const key = Key.slice(this.#options.prefix.length);
      return [{ key, size: Size, etag: ETag, changed: LastModified?.getTime() ?? 0 }];
    });
  }

  async open(key: string, signal: AbortSignal): Promise<Readable | undefined> {
    return this.#ask('read from', signal, async () => {
      try {
        const { Body } = await this.#client.send(new GetObjectCommand(this.#at(key)), within(signal));
        return Body as Readable | undefined;
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    });
  }

  upload(body: Readable, key: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void> {
    return this.#ask('write to', signal, () =>
      uploadObject(this.#client, this.#at(key), body, signal, onBytes),
    );
  }

  async put(key: string, text: string, signal: AbortSignal): Promise<void> {
    const command = new PutObjectCommand({ ...this.#at(key), Body: text });
    await this.#ask('write to', signal, () => this.#client.send(command, within(signal)));
  }

  async remove(keys: readonly string[], signal?: AbortSignal): Promise<void> {
    const whole = keys.map((key) => this.#options.prefix + key);
    for (let i = 0; i < whole.length; i += MOST_DELETED)
      await this.#ask('remove files from', signal, () =>
        deleteObjects(this.#client, this.#options.bucket, whole.slice(i, i + MOST_DELETED), signal),
      );
  }

  abandonUploads(prefix: string): Promise<void> {
    return abortUploads(this.#client, this.#options.bucket, this.#options.prefix + prefix);
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#options.bucket, Key: this.#options.prefix + key };
  }

  #page(prefix: string, signal: AbortSignal, more: { MaxKeys?: number; ContinuationToken?: string }) {
    const { Bucket, Key } = this.#at(prefix);
    return this.#client.send(new ListObjectsV2Command({ Bucket, Prefix: Key, ...more }), within(signal));
  }

  async #ask<T>(action: StoreAction, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw canceled(signal);
      const { bucket, endpoint, region, names } = this.#options;
      const address = endpoint ?? new URL(`https://s3.${region ? `${region}.` : ''}amazonaws.com`);
      throw s3Failure(action, error, { bucket, address, names });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.direct?.[Symbol.asyncDispose]();
    this.#client.destroy();
    this.#agents[Symbol.dispose]();
  }
}
