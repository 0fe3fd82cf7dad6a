import { SyncformError } from '../../../../kit/errors.ts';

/** How a database keeps what changed: rows that changed since a version, or every change with what was before. */
export type ChangeMethod = 'change_tracking' | 'cdc';

/**
 * A position as text names what it counts: `ct:<version>` is a version of change tracking, `cdc:<LSN>` a place in the
 * transaction log, 20 hexadecimal digits in capitals.
 */
const TEXTS: Readonly<Record<ChangeMethod, RegExp>> = {
  change_tracking: /^ct:(\d+)$/,
  cdc: /^cdc:([0-9A-F]{20})$/,
};

/** The place of LSNs before all others. */
export const FIRST_LSN = '0'.repeat(20);

/** A version or an LSN as a position's text. */
export function formatPosition(method: ChangeMethod, place: string): string {
  return `${method === 'cdc' ? 'cdc' : 'ct'}:${place}`;
}

/** The version or LSN of a position; throws `invalid` where it is none of this method. */
export function parsePosition(method: ChangeMethod, text: string): string {
  const place = TEXTS[method].exec(text)?.[1];
  if (place !== undefined) return place;
  const isOther = Object.values(TEXTS).some((pattern) => pattern.test(text));
  throw new SyncformError(
    'invalid',
    isOther
      ? `position ${text} is not one of change_method = "${method}", under which changes are read now`
      : `"${text}" is not a position in the changes of a SQL Server`,
    { hint: 'Run the bulk sync with --resync: everything is read again, and followed from there.' },
  );
}

/** Orders positions of one method. */
export function comparePositions(method: ChangeMethod, a: string, b: string): number {
  return comparePlaces(parsePosition(method, a), parsePosition(method, b));
}

/** Orders versions, or LSNs. */
export function comparePlaces(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The LSN after another one. */
export function nextLsn(lsn: string): string {
  return (BigInt(`0x${lsn}`) + 1n).toString(16).toUpperCase().padStart(20, '0');
}
