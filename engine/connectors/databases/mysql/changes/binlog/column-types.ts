import * as log from './table-map.ts';

const CODES: Readonly<Record<string, readonly number[]>> = {
  tinyint: [log.TINY],
  smallint: [log.SHORT],
  mediumint: [log.INT24],
  int: [log.LONG],
  bigint: [log.LONGLONG],
  decimal: [log.NEWDECIMAL],
  float: [log.FLOAT],
  double: [log.DOUBLE],
  bit: [log.BIT],
  date: [log.DATE, log.NEWDATE],
  datetime: [log.DATETIME2, log.DATETIME],
  timestamp: [log.TIMESTAMP2, log.TIMESTAMP],
  time: [log.TIME2, log.TIME],
  year: [log.YEAR],
  json: [log.JSON_BINARY, log.BLOB],
  char: [log.STRING],
  varchar: [log.VARCHAR, log.VAR_STRING],
  binary: [log.STRING],
  varbinary: [log.VARCHAR, log.VAR_STRING],
  enum: [log.ENUM],
  set: [log.SET],
  geometry: [log.GEOMETRY],
  vector: [log.VECTOR, log.VARCHAR, log.BLOB],
  uuid: [log.STRING],
  inet4: [log.STRING],
  inet6: [log.STRING],
};

const TEXT_OR_BLOB = /^(tiny|medium|long)?(text|blob)$/;

function wordOf(mapping: string): string {
  return /^\w+/.exec(mapping)?.[0].toLowerCase() ?? '';
}

/** Whether values of a type, as column-type.ts says it, can be read from the log at all. */
export function isReadable(mapping: string): boolean {
  const word = wordOf(mapping);
  return TEXT_OR_BLOB.test(word) || CODES[word] !== undefined;
}

/** Whether a column of a type can stand in the log as it does: what it is then read as. */
export function isLoggedAs(mapping: string, { code, meta }: log.LogColumn): boolean {
  const word = wordOf(mapping);
  if (TEXT_OR_BLOB.test(word)) return code === log.BLOB;
  if (CODES[word]?.includes(code) !== true) return false;
  const sizes = /\((\d+)(?:,(\d+))?\)/.exec(mapping);
  if (word === 'decimal') return meta === (Number(sizes?.[1]) << 8) + Number(sizes?.[2] ?? 0);
  if (word === 'bit') return (meta >> 8) * 8 + (meta & 0xff) === Number(sizes?.[1]);
  if (code === log.TIMESTAMP2 || code === log.DATETIME2 || code === log.TIME2)
    return meta === Number(sizes?.[1] ?? 0);
  return true;
}
