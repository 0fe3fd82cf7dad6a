/*
 * InnoDB refuses to make a table whose rows might not fit into half a page, whatever they will hold. What a column counts
 * for was measured at MariaDB 10.11 and MySQL 9.7.
 */

/** The most bytes of a row, for the server's page of 16 KiB. */
export const MOST_ROW_BYTES = 8126;

/** What a row has beside its columns: its header, its transaction and its way back. */
const ROW_BYTES = 5 + 6 + 7;
/** What stays in the row of a value that is kept elsewhere: where that is. */
const ELSEWHERE_BYTES = 21;
/** A value that is no longer than this is never kept elsewhere. */
const SHORT_BYTES = 40;
/** A text or bytes that can be longer than this may be kept elsewhere. */
const MOST_INSIDE = 255;
const BYTES_PER_CHARACTER = 4;

const BYTES: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  mediumint: 3,
  int: 4,
  bigint: 8,
  float: 4,
  double: 8,
  year: 1,
  date: 3,
  time: 3,
  datetime: 5,
  timestamp: 4,
};

/** The bytes that InnoDB of one of the two servers counts for a row of columns of these types, all of which may be NULL. */
export function rowBytes(types: readonly string[], isMariadb: boolean): number {
  const nulls = Math.ceil(types.length / 8);
  const bytes = (type: string) => (isMariadb ? columnBytes(type) : columnBytesAtMysql(type));
  return types.reduce((sum, type) => sum + bytes(type), ROW_BYTES + nulls);
}

/** Why a table of columns of these types cannot be made, as the end of a sentence; undefined where it can. */
export function tooLarge(types: readonly string[], isMariadb: boolean): string | undefined {
  const bytes = rowBytes(types, isMariadb);
  return bytes > MOST_ROW_BYTES
    ? `for which InnoDB counts ${bytes} bytes a row and takes ${MOST_ROW_BYTES}`
    : undefined;
}

/**
 * Whether rows of a temporary table of columns of these types may be too large for InnoDB. A value of up to 40 bytes stays in
 * the row, whatever its column could hold, and MySQL counts as much for each text.
 */
export function isWide(types: readonly string[]): boolean {
  return types.reduce((sum, type) => sum + columnBytes(type, SHORT_BYTES + 1), ROW_BYTES) > MOST_ROW_BYTES;
}

/** As MariaDB counts. */
function columnBytes(type: string, elsewhere = ELSEWHERE_BYTES): number {
  const [, word = '', first, second] = /^(\w+)(?:\((\d+)(?:,\s*(\d+))?\))?/.exec(type.toLowerCase()) ?? [];
  const length = Number(first ?? 0);
  if (word === 'decimal')
    return decimalBytes(length - Number(second ?? 0)) + decimalBytes(Number(second ?? 0));
  if (word === 'bit') return Math.ceil(length / 8);
  const fixed = BYTES[word];
  if (fixed !== undefined)
    return fixed + (/^(time|datetime|timestamp)$/.test(word) ? Math.ceil(length / 2) : 0);
  if (first === undefined) return elsewhere;
  const bytes = /char$/.test(word) ? length * BYTES_PER_CHARACTER : length;
  return bytes > MOST_INSIDE ? elsewhere : bytes + 1;
}

/** MySQL counts no text and no bytes for more than what always stays in the row, whatever their column could hold. */
function columnBytesAtMysql(type: string): number {
  const bytes = columnBytes(type, SHORT_BYTES + 1);
  return /^(var|char)/i.test(type) ? Math.min(bytes, SHORT_BYTES + 1) : bytes;
}

/** Nine digits take four bytes; what is left of them takes half a byte each, rounded up. */
function decimalBytes(digits: number): number {
  return Math.floor(digits / 9) * 4 + Math.ceil((digits % 9) / 2);
}
