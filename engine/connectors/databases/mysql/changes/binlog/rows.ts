import { inflated } from './compressed.ts';
import { type Cursor, readLength } from './cursor.ts';
import type { LogEvent, RowEventKind } from './events.ts';

/** The rows of a row event: of an update, before and after by turns. */
export interface EventRows {
  /** At the first row. */
  readonly cursor: Cursor;
  readonly end: number;
  readonly width: number;
  /** Bits of the columns that the images have: of an update those before, and those after. */
  readonly present: Buffer;
  readonly presentAfter: Buffer;
}

/** Opens a row event. */
export function eventRows(event: LogEvent, { change, version, isCompressed }: RowEventKind): EventRows {
  const { buffer, start } = event;
  const cursor: Cursor = { buffer, at: start + 8 };
  if (version === 2) cursor.at += buffer.readUInt16LE(cursor.at);
  const width = readLength(cursor);
  const bits = (width + 7) >> 3;
  const present = buffer.subarray(cursor.at, cursor.at + bits);
  cursor.at += bits;
  let presentAfter = present;
  if (change === 'update') {
    presentAfter = buffer.subarray(cursor.at, cursor.at + bits);
    cursor.at += bits;
  }
  if (!isCompressed) return { cursor, end: event.end, width, present, presentAfter };
  const whole = inflated(buffer, cursor.at, event.end);
  return { cursor: { buffer: whole, at: 0 }, end: whole.length, width, present, presentAfter };
}

/** Whether an image has all of a table's columns. */
export function isFull(present: Buffer, width: number): boolean {
  for (let i = 0; i < width; i++) if (((present[i >> 3] as number) & (1 << (i & 7))) === 0) return false;
  return true;
}
