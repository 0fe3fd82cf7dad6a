/** A place in bytes that moves on as they are read. */
export interface Cursor {
  buffer: Buffer;
  at: number;
}

/** A "length-encoded integer" of the protocol. */
export function readLength(from: Cursor): number {
  const { buffer } = from;
  const first = buffer[from.at++] as number;
  if (first < 0xfb) return first;
  const bytes = first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
  const at = from.at;
  from.at += bytes;
  return bytes === 8 ? Number(buffer.readBigUInt64LE(at)) : buffer.readUIntLE(at, bytes);
}

/** An unsigned integer of one to six bytes, the lowest first. */
export function readUnsigned(from: Cursor, bytes: number): number {
  const at = from.at;
  from.at += bytes;
  return bytes === 1 ? (from.buffer[at] as number) : from.buffer.readUIntLE(at, bytes);
}
