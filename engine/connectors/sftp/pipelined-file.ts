import { Readable } from 'node:stream';
import type { SFTPWrapper } from 'ssh2';
import { heard } from '../../movement/heard.ts';
import { called } from './sftp-session.ts';

/** What one request carries; servers need take no more (draft-ietf-secsh-filexfer-02, 3). */
const REQUEST_BYTES = 32 * 1024;
/** Requests under way at a time, so that the way to the server and back is waited for once a megabyte and no oftener. */
const AHEAD = 32;

/** A file's bytes, read ahead. */
export function readFile(sftp: SFTPWrapper, handle: Buffer, size: number): Readable {
  return heard(Readable.from(chunksOf(sftp, handle, size), { objectMode: false }));
}

async function* chunksOf(sftp: SFTPWrapper, handle: Buffer, size: number): AsyncGenerator<Buffer> {
  const ahead: Promise<Buffer>[] = [];
  let asked = 0;
  try {
    while (asked < size || ahead.length > 0) {
      while (asked < size && ahead.length < AHEAD) {
        const part = readPart(sftp, handle, asked, Math.min(REQUEST_BYTES, size - asked));
        part.catch(() => {});
        ahead.push(part);
        asked += REQUEST_BYTES;
      }
      yield (await ahead.shift()) as Buffer;
    }
  } finally {
    await Promise.allSettled(ahead);
    await called<void>((done) => sftp.close(handle, (error) => done(error ?? undefined))).catch(
      () => undefined,
    );
  }
}

/** A part of a file; a server may answer with less than was asked for. */
async function readPart(
  sftp: SFTPWrapper,
  handle: Buffer,
  position: number,
  length: number,
): Promise<Buffer> {
  const part = Buffer.allocUnsafe(length);
  for (let got = 0; got < length; ) {
    const read = await called<number>((done) =>
      sftp.read(handle, part, got, length - got, position + got, (error, bytes) => done(error, bytes)),
    );
    if (read === 0) throw new Error('the file has become shorter while it was read');
    got += read;
  }
  return part;
}

/** Writes what a stream brings, with several requests under way. */
export async function writeFile(
  sftp: SFTPWrapper,
  handle: Buffer,
  body: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const ahead = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let position = 0;
  try {
    for await (const chunk of body)
      for (let at = 0; at < chunk.length; at += REQUEST_BYTES) {
        if (failure) throw failure.error;
        const part = chunk.subarray(at, at + REQUEST_BYTES);
        const to = position;
        position += part.length;
        const writing: Promise<void> = called<void>((done) =>
          sftp.write(handle, part, 0, part.length, to, (error) => done(error ?? undefined)),
        )
          .then(() => onBytes(part.length))
          .catch((error: unknown) => {
            failure ??= { error };
          })
          .finally(() => ahead.delete(writing));
        ahead.add(writing);
        if (ahead.size >= AHEAD) await Promise.race(ahead);
      }
  } finally {
    await Promise.all(ahead);
  }
  if (failure) throw failure.error;
}
