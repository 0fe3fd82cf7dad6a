import { Readable } from 'node:stream';
import type { SFTPWrapper } from 'ssh2';
import { heard } from '../../../kit/heard.ts';
import type { SftpSession } from './sftp-session.ts';

/** What one request carries; servers need take no more (draft-ietf-secsh-filexfer-02, 3). */
const REQUEST_BYTES = 32 * 1024;
/** Requests under way at a time, so that the way to the server and back is waited for once a megabyte and no oftener. */
const AHEAD = 32;

/** A session, and SFTP on it as it was when the file was opened. */
export interface SftpLine {
  readonly session: SftpSession;
  readonly sftp: SFTPWrapper;
}

/** A file's bytes, read ahead. */
export function readFile(line: SftpLine, handle: Buffer, size: number): Readable {
  return heard(Readable.from(chunksOf(line, handle, size), { objectMode: false }));
}

async function* chunksOf(line: SftpLine, handle: Buffer, size: number): AsyncGenerator<Buffer> {
  const ahead: Promise<Buffer>[] = [];
  let asked = 0;
  let hasFailed = false;
  try {
    while (asked < size || ahead.length > 0) {
      while (asked < size && ahead.length < AHEAD) {
        const part = readPart(line, handle, asked, Math.min(REQUEST_BYTES, size - asked));
        part.catch(() => {
          hasFailed = true;
        });
        ahead.push(part);
        asked += REQUEST_BYTES;
      }
      yield (await ahead.shift()) as Buffer;
    }
  } finally {
    await Promise.allSettled(ahead);
    const { session, sftp } = line;
    const closed = session
      .called<void>((done) => sftp.close(handle, (error) => done(error ?? undefined)))
      .catch(() => undefined);
    // Over a line that is lost no answer comes.
    if (!hasFailed) await closed;
  }
}

/** A part of a file; a server may answer with less than was asked for. */
async function readPart(
  { session, sftp }: SftpLine,
  handle: Buffer,
  position: number,
  length: number,
): Promise<Buffer> {
  const part = Buffer.allocUnsafe(length);
  for (let got = 0; got < length; ) {
    const read = await session.called<number>((done) =>
      sftp.read(handle, part, got, length - got, position + got, (error, bytes) => done(error, bytes)),
    );
    if (read === 0) throw new Error('the file has become shorter while it was read');
    got += read;
  }
  return part;
}

/** Writes what a stream brings, with several requests under way. */
export async function writeFile(
  { session, sftp }: SftpLine,
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
        const writing: Promise<void> = session
          .called<void>((done) =>
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
