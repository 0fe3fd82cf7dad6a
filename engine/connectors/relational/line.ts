import type { Duplex } from 'node:stream';

/** How long a line is idle before the system asks whether the other end is still there, in ms. */
export const KEEP_ALIVE_MS = 30_000;

/** How many bytes have come and gone over a line. */
export function bytesOf(line: Duplex): number {
  const { bytesRead = 0, bytesWritten = 0 } = line as Partial<Record<'bytesRead' | 'bytesWritten', number>>;
  // What is written counts once it has left.
  return bytesRead + bytesWritten - line.writableLength;
}
