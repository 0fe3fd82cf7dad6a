import { SyncformError } from '../../../../kit/errors.ts';

/**
 * Where a change stream is. `time` is the cluster's time of the last change, as MongoDB's 64-bit timestamp; `token` the resume token
 * that came with it. Without a token it is a moment: everything that was committed up to then lies before it.
 */
export interface StreamPosition {
  readonly time: bigint;
  readonly token?: string;
}

export function formatPosition({ time, token }: StreamPosition): string {
  return JSON.stringify({ time: String(time), ...(token === undefined ? {} : { token }) });
}

/** Throws `invalid` where a position is damaged. */
export function parsePosition(text: string): StreamPosition {
  try {
    const { time, token } = JSON.parse(text) as { readonly time: string; readonly token?: string };
    return { time: BigInt(time), ...(token === undefined ? {} : { token }) };
  } catch (cause) {
    throw new SyncformError('invalid', 'the position in MongoDB’s change stream cannot be read', {
      hint: 'Run the bulk sync with --resync.',
      cause,
    });
  }
}

/** Tokens of one moment, which only shards have, are ordered as their texts are. */
export function comparePositions(a: StreamPosition, b: StreamPosition): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  if (a.token === undefined || b.token === undefined || a.token === b.token) return 0;
  return a.token < b.token ? -1 : 1;
}

/** Seconds since 1970 of the cluster's time. */
export function secondsOf(time: bigint): number {
  return Number(time >> 32n);
}

/** MongoDB's own tokens begin with the type of a timestamp and its eight bytes; undefined of those of others. */
export function timeOfToken(token: string): bigint | undefined {
  const digits = /^82([0-9a-f]{16})/i.exec(token)?.[1];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
}
