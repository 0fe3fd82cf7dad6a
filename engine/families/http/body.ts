import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { SyncformError } from '../../kit/errors.ts';

/** What undoes a Content-Encoding; undefined where there is nothing to undo. */
export function decoderOf(encoding: string | string[] | undefined): Transform | undefined {
  switch (
    String(encoding ?? '')
      .trim()
      .toLowerCase()
  ) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/** A whole body, its Content-Encoding undone; throws where it is larger than `limit` bytes, also of what was compressed. */
export async function readWhole(
  body: Readable,
  encoding: string | string[] | undefined,
  limit: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  const collect = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > limit)
        throw new SyncformError('failed', `the answer is larger than ${Math.floor(limit / 1024 / 1024)} MB`, {
          hint: 'Ask for smaller pages.',
        });
      pieces.push(chunk);
    }
  };
  const decoder = decoderOf(encoding);
  if (decoder) await pipeline(body, decoder, collect, { signal });
  else await pipeline(body, collect, { signal });
  return Buffer.concat(pieces);
}
