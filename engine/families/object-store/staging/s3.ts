import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { canceled } from '../../../kit/abort.ts';
import { ConnectionError, messageOf } from '../../../kit/errors.ts';
import { heard } from '../../../kit/heard.ts';
import { type WatchedAgents, watchedAgents } from '../../http/watched-sockets.ts';
import { fullStore } from '../store-failure.ts';
import type { TemporaryKeys } from './assumed-role.ts';
import { parseBucket } from './bucket-name.ts';
import { abortUploads, deleteObjects, MOST_DELETED, regionOf, uploadObject, within } from './s3-objects.ts';
import type { StagingArea } from './staging-area.ts';
import { SILENCE_MS, type StagingLine } from './staging-line.ts';

export interface S3Options extends StagingLine {
  /** A bare bucket name or `s3://bucket/prefix`. */
  readonly bucket: string;
  readonly region: string | undefined;
  /** Keys, or what gets them; without them the default chain of AWS's tools is asked. */
  readonly credentials?:
    | { readonly accessKeyId: string; readonly secretAccessKey: string }
    | (() => Promise<TemporaryKeys>);
}

/**
 * Where an S3-compatible store is, when it is not AWS's own: the standard variables of AWS's tools
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). Undefined for AWS itself.
 */
export function s3Endpoint(): string | undefined {
  return process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL || undefined;
}

/** Staging in an S3 bucket. Throws a ConnectionError (`bucket`) where the name is no bucket's. */
export function s3StagingArea(options: S3Options): StagingArea {
  const where = parseBucket(options.bucket);
  if (!where)
    throw new ConnectionError('bucket', `"${options.bucket}" is not a bucket`, {
      hint: 'Give its bare name, or s3://bucket/prefix.',
    });
  return new S3StagingArea(where.bucket, where.prefix, options);
}

class S3StagingArea implements StagingArea {
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #client: S3Client;
  readonly #agents: WatchedAgents;

  constructor(bucket: string, prefix: string, options: S3Options) {
    const { region, credentials, silenceMs: limitMs = SILENCE_MS, connect } = options;
    this.#bucket = bucket;
    this.#prefix = prefix;
    const endpoint = s3Endpoint();
    this.#agents = watchedAgents({ limitMs, server: `s3://${bucket}` }, () => {}, connect);
    this.#client = new S3Client({
      maxAttempts: 6,
      requestHandler: { httpAgent: this.#agents.http, httpsAgent: this.#agents.https },
      ...(region ? { region } : {}),
      ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
      ...(credentials ? { credentials } : {}),
    });
  }

  url(key: string): string {
    return `s3://${this.#bucket}/${this.#prefix}${key}`;
  }

  async upload(
    path: string,
    key: string,
    signal: AbortSignal,
    onBytes: (bytes: number) => void = () => {},
  ): Promise<void> {
    try {
      await uploadObject(
        this.#client,
        { Bucket: this.#bucket, Key: this.#prefix + key },
        heard(createReadStream(path)),
        signal,
        onBytes,
      );
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw this.#failure('write to', error);
    }
  }

  async download(prefix: string, folder: string, signal: AbortSignal): Promise<readonly string[]> {
    const at = { Bucket: this.#bucket };
    const paths: string[] = [];
    try {
      const pages = paginateListObjectsV2({ client: this.#client }, { ...at, Prefix: this.#prefix + prefix });
      for await (const { Contents = [] } of pages)
        for (const { Key } of Contents) {
          const { Body } = await this.#client.send(new GetObjectCommand({ ...at, Key }), within(signal));
          const path = join(folder, `${randomUUID()}-${basename(Key ?? '')}`);
          await pipeline(Body as Readable, createWriteStream(path), { signal });
          paths.push(path);
        }
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw this.#failure('read from', error);
    }
    return paths;
  }

  async remove(prefix: string, signal?: AbortSignal): Promise<void> {
    try {
      await abortUploads(this.#client, this.#bucket, this.#prefix + prefix);
      for (;;) {
        const page = await this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.#bucket,
            Prefix: this.#prefix + prefix,
            MaxKeys: MOST_DELETED,
          }),
          within(signal),
        );
        const found = (page.Contents ?? []).flatMap(({ Key }) => (Key ? [Key] : []));
        if (found.length === 0) return;
        await deleteObjects(this.#client, this.#bucket, found, signal);
        if (!page.IsTruncated) return;
      }
    } catch (error) {
      if (signal?.aborted) throw canceled(signal);
      throw this.#failure('remove staged files from', error);
    }
  }

  async test(signal: AbortSignal): Promise<void> {
    const Key = `${this.#prefix}_syncform_test/${process.pid}-${Date.now()}`;
    const at = { Bucket: this.#bucket, Key };
    const attempt = async (what: string, work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) throw canceled(signal);
        throw this.#failure(what, error);
      }
    };
    const options = within(signal);
    await attempt('write to', () => this.#client.send(new PutObjectCommand({ ...at, Body: 'ok' }), options));
    try {
      await attempt('read from', async () => {
        const { Body } = await this.#client.send(new GetObjectCommand(at), options);
        await Body?.transformToByteArray();
      });
    } finally {
      await attempt('remove staged files from', () =>
        deleteObjects(this.#client, this.#bucket, [Key], signal),
      );
    }
  }

  /** What S3 said, in terms of the connection's settings. S3's own codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  #failure(what: string, error: unknown): ConnectionError {
    if (error instanceof ConnectionError) return error;
    const code = error instanceof Error ? error.name : '';
    const region = regionOf(error);
    const details = { cause: error };
    const refused = `cannot ${what} bucket ${this.#bucket}`;
    if (code === 'NoSuchBucket')
      return new ConnectionError('bucket', `there is no bucket ${this.#bucket}`, {
        ...details,
        hint: 'Check s3_bucket_name.',
      });
    if (region !== undefined || ['PermanentRedirect', 'AuthorizationHeaderMalformed'].includes(code))
      return new ConnectionError('bucket', `${refused}: it is in ${region ?? 'another region'}`, {
        ...details,
        hint: `Set s3_bucket_region${region ? ` = "${region}"` : ' to the bucket’s region'}.`,
      });
    if (['InvalidAccessKeyId', 'SignatureDoesNotMatch'].includes(code))
      return new ConnectionError('bucket', `${refused}: its AWS keys are not accepted (${code})`, {
        ...details,
        hint: 'Check aws_access_key_id and aws_secret_access_key.',
      });
    if (['ExpiredToken', 'TokenRefreshRequired', 'RequestExpired'].includes(code))
      return new ConnectionError('bucket', `${refused}: the AWS credentials have expired`, {
        ...details,
        hint: 'Renew them and run again; the run goes on from what was committed.',
      });
    if (code === 'AccessDenied' || code === 'Forbidden')
      return new ConnectionError('bucket', `${refused}: permission denied`, {
        ...details,
        hint: 'The keys need s3:PutObject, s3:GetObject, s3:DeleteObject and s3:ListBucket there.',
      });
    return (
      fullStore(error, refused) ?? new ConnectionError('bucket', `${refused}: ${messageOf(error)}`, details)
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
    this.#agents[Symbol.dispose]();
  }
}
