import { SyncformError } from '../../../../kit/errors.ts';

/** A place in the server's log as a number of bytes, from its text: `16/B374D848`. */
export function parseLsn(text: string): bigint {
  const [, high, low] = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/.exec(text) ?? [];
  if (high === undefined || low === undefined)
    throw new SyncformError('failed', `"${text}" is no position in a Postgres server's log`);
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** The text of a place in the log, as the server writes it. */
export function formatLsn(lsn: bigint): string {
  return `${hex(lsn >> 32n)}/${hex(lsn & 0xffffffffn)}`;
}

/** Negative where `a` is before `b`, 0 where they are the same, positive otherwise. */
export function compareLsn(a: string, b: string): number {
  const [x, y] = [parseLsn(a), parseLsn(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Bytes of a page of the log, and of the headers of a page and of a segment's first page (access/xlog_internal.h). */
const PAGE = 8192n;
const PAGE_HEADER = 24n;
const SEGMENT_HEADER = 40n;

/**
 * The end of the log's last record, of the place where the next one will go: at the start of a page that place is after
 * the page's header, which is not written yet. `segment` is the bytes of a segment.
 */
export function endOfRecords(insert: bigint, segment: bigint): bigint {
  if (insert % segment === SEGMENT_HEADER) return insert - SEGMENT_HEADER;
  return insert % PAGE === PAGE_HEADER ? insert - PAGE_HEADER : insert;
}

function hex(number: bigint): string {
  return number.toString(16).toUpperCase();
}
