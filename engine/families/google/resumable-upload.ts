import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient } from '../http/failures.ts';
import { backOff, defaultRetry, isRetriedStatus } from '../http/retry.ts';
import { type GoogleApi, GoogleRefusal } from './google-api.ts';

/** What one request carries; a multiple of 256 KiB, as the service wants it. */
const CHUNK_BYTES = 16 * 1024 * 1024;
/** The answer to a chunk that is not the last. */
const RESUME = 308;
/** How the service answers that an upload no longer exists. */
const CANCELLED = 499;

/** Where what is uploaded goes. */
export interface UploadTarget {
  /** The request that begins an upload in parts. */
  readonly begin: { readonly url: URL; readonly body: string };
  /** Sends what is small in one request. */
  whole(body: Buffer, signal: AbortSignal): Promise<void>;
}

/**
 * Stores what a stream brings: in one request if it is small, else by a resumable upload, which shows nothing before its
 * last chunk (https://cloud.google.com/storage/docs/performing-resumable-uploads).
 */
export async function uploadObject(
  client: GoogleApi,
  target: UploadTarget,
  body: Readable,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let session: URL | undefined;
  let sent = 0;
  try {
    for await (const { chunk, isLast } of chunksOf(body)) {
      if (session === undefined && isLast) {
        await target.whole(chunk, signal);
        onBytes(chunk.length);
        return;
      }
      session ??= await begin(client, target.begin, signal);
      await sendChunk(client, session, chunk, sent, isLast, signal);
      sent += chunk.length;
      onBytes(chunk.length);
    }
  } catch (error) {
    // Also after a cancel: the signal that has fired is not asked.
    if (session)
      await client.ask({ method: 'DELETE', url: session, also: [CANCELLED, 404, 410] }).catch(() => {});
    throw error;
  } finally {
    body.destroy();
  }
}

async function begin(
  client: GoogleApi,
  { url, body }: UploadTarget['begin'],
  signal: AbortSignal,
): Promise<URL> {
  const headers = { 'content-type': 'application/json' };
  const answer = await client.ask({ method: 'POST', url, headers, body, signal });
  await answer.body.dump();
  const { location } = answer.headers;
  if (typeof location !== 'string') throw new Error('the service began no upload');
  return new URL(location, client.endpoint);
}

/** Sends a chunk; after a failure, what the service still lacks of it. */
async function sendChunk(
  client: GoogleApi,
  session: URL,
  chunk: Buffer,
  from: number,
  isLast: boolean,
  signal: AbortSignal,
): Promise<void> {
  const end = from + chunk.length;
  const total = isLast ? String(end) : '*';
  let at = from;
  for (let attempt = 0; ; attempt++) {
    const rest = chunk.subarray(at - from);
    const range = rest.length > 0 ? `bytes ${at}-${end - 1}/${total}` : `bytes */${total}`;
    const hasEnded = await client
      .send({ method: 'PUT', url: session, headers: { 'content-range': range }, body: rest, signal })
      .then(
        async ({ statusCode, body }) => {
          await body.dump();
          if (statusCode === (isLast ? 200 : RESUME) || (isLast && statusCode === 201)) return true;
          if (!isRetriedStatus(statusCode) && statusCode !== RESUME)
            throw new GoogleRefusal(statusCode, '', `the upload was refused with ${statusCode}`);
          return false;
        },
        (error: unknown) => {
          if (signal.aborted || !isTransient(error)) throw error;
          return false;
        },
      );
    if (hasEnded) return;
    if (attempt + 1 === defaultRetry.attempts)
      throw new Error(`the upload broke off ${defaultRetry.attempts} times`);
    await sleep(backOff(attempt, defaultRetry), undefined, { signal });
    const got = await received(client, session, total, signal);
    if (got === 'all') return;
    if (got < from) throw new Error('the service has lost a part of the upload');
    at = Math.min(got, end);
    if (at === end && !isLast) return;
  }
}

/** How many bytes of an upload the service has. */
async function received(
  client: GoogleApi,
  session: URL,
  total: string,
  signal: AbortSignal,
): Promise<number | 'all'> {
  const headers = { 'content-range': `bytes */${total}` };
  const answer = await client.ask({ method: 'PUT', url: session, headers, body: '', signal, also: [RESUME] });
  await answer.body.dump();
  if (answer.statusCode !== RESUME) return 'all';
  const last = /-(\d+)$/.exec(String(answer.headers.range ?? ''))?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** A stream in chunks of one size, of which the last is known to be it. */
async function* chunksOf(
  body: Readable,
): AsyncGenerator<{ readonly chunk: Buffer; readonly isLast: boolean }> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    while (length > CHUNK_BYTES) {
      const all = Buffer.concat(parts);
      yield { chunk: all.subarray(0, CHUNK_BYTES), isLast: false };
      parts = [all.subarray(CHUNK_BYTES)];
      length = all.length - CHUNK_BYTES;
    }
  }
  yield { chunk: Buffer.concat(parts), isLast: true };
}
