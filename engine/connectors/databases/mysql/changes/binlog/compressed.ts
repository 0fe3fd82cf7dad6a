import { inflateSync } from 'node:zlib';

/**
 * The bytes of a part of an event that MariaDB keeps compressed: a byte of which the lowest three bits say how many bytes of
 * length follow (highest first), then a zlib stream.
 */
export function inflated(buffer: Buffer, start: number, end: number): Buffer {
  const bytes = (buffer[start] as number) & 0x07;
  const length = buffer.readUIntBE(start + 1, bytes);
  const whole = inflateSync(buffer.subarray(start + 1 + bytes, end));
  if (whole.length !== length)
    throw new RangeError(`a compressed event of ${length} bytes that holds ${whole.length}`);
  return whole;
}
