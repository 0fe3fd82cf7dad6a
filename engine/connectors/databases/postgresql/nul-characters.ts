import { randomBytes } from 'node:crypto';

/** Stands for a NUL character, which Postgres's text cannot hold, until the records with one are refused. */
export interface NulMarker {
  readonly text: string;
  /** Whether any came. */
  isUsed: boolean;
}

/** A marker that is in nobody's text. */
export function nulMarker(): NulMarker {
  return { text: `\u{10FFFE}${randomBytes(8).toString('hex')}\u{10FFFE}`, isUsed: false };
}

/** Puts the marker in place of each NUL character of a piece of text; the same piece where there is none. */
export function markNul(chunk: Buffer, nul: NulMarker): Buffer {
  if (!chunk.includes(0)) return chunk;
  nul.isUsed = true;
  const marker = Buffer.from(nul.text);
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, start)) {
    parts.push(chunk.subarray(start, at), marker);
    start = at + 1;
  }
  return Buffer.concat([...parts, chunk.subarray(start)]);
}
