import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { onAbort, throwIfAborted } from '../../../kit/abort.ts';

/** A part of an upload; four are under way at a time, which bounds its memory. */
const PART_BYTES = 16 * 1024 * 1024;
/** How long a store may take to let go of what was sent of uploads, in ms. */
const GOODBYE_MS = 5_000;
/** What one DeleteObjects takes (S3's own limit). */
export const MOST_DELETED = 1000;

/** Stores what a stream brings, in parts where it is large. Throws S3's own errors; what was sent of it is let go then. */
export async function uploadObject(
  client: S3Client,
  at: { readonly Bucket: string; readonly Key: string },
  body: Readable,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  throwIfAborted(signal);
  const upload = new Upload({
    client,
    params: { ...at, Body: body },
    partSize: PART_BYTES,
    queueSize: 4,
  });
  const forget = onAbort(signal, () => void upload.abort());
  let sent = 0;
  upload.on('httpUploadProgress', ({ loaded = sent }) => {
    onBytes(loaded - sent);
    sent = loaded;
  });
  try {
    await upload.done();
  } catch (error) {
    await abortUploads(client, at.Bucket, at.Key);
    throw error;
  } finally {
    forget();
    body.destroy();
  }
}

/**
 * Lets go of the parts of uploads that nobody will complete: the SDK's own abort answers before it has done so, and a
 * killed process could not. Keys without that permission leave it to the bucket's lifecycle rules.
 */
export async function abortUploads(client: S3Client, bucket: string, prefix: string): Promise<void> {
  const at = { Bucket: bucket };
  const limit = within(AbortSignal.timeout(GOODBYE_MS));
  const listed = await client
    .send(new ListMultipartUploadsCommand({ ...at, Prefix: prefix }), limit)
    .catch(() => undefined);
  for (const { Key, UploadId } of listed?.Uploads ?? [])
    await client
      .send(new AbortMultipartUploadCommand({ ...at, Key, UploadId }), limit)
      .catch(() => undefined);
}

/** Removes at most MOST_DELETED objects. */
export async function deleteObjects(
  client: S3Client,
  bucket: string,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const Objects = keys.map((Key) => ({ Key }));
  const { Errors } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    within(signal),
  );
  const [refused] = Errors ?? [];
  if (refused)
    throw Object.assign(new Error(`${refused.Code}: ${refused.Message ?? refused.Key}`), {
      name: refused.Code ?? 'Error',
    });
}

export function within(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

/** The region that a refusal says the bucket is in, or undefined. */
export function regionOf(error: unknown): string | undefined {
  if (!(error instanceof S3ServiceException)) return undefined;
  const header = error.$response?.headers['x-amz-bucket-region'];
  const named = (error as { readonly Region?: unknown }).Region;
  if (typeof named === 'string') return named;
  return error.name === 'PermanentRedirect' || error.$metadata.httpStatusCode === 301 ? header : undefined;
}
