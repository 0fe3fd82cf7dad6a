import { zstdDecompressSync } from 'node:zlib';
import { type Cursor, readLength } from './cursor.ts';
import { type LogEvent, readEvent } from './events.ts';

/** Fields of a transaction payload event's header ("Transaction_payload_event" of MySQL); the others say sizes. */
const END = 0;
const COMPRESSION = 2;
const UNCOMPRESSED = 255;

/** The events of a transaction that MySQL logs compressed, as one event. They have no checksums and no places of their own. */
export function* payloadEvents({ buffer, start, end }: LogEvent): Generator<LogEvent> {
  const from: Cursor = { buffer, at: start };
  let compression = 0;
  for (let field = readLength(from); field !== END; field = readLength(from)) {
    const size = readLength(from);
    const next = from.at + size;
    if (field === COMPRESSION) compression = readLength(from);
    from.at = next;
  }
  const payload = buffer.subarray(from.at, end);
  const events = compression === UNCOMPRESSED ? payload : zstdDecompressSync(payload);
  // An event's length stands in its header.
  for (let at = 0, length = 0; at < events.length; at += length) {
    length = events.readUInt32LE(at + 9);
    yield readEvent(events, at - 1, at + length, 0);
  }
}
