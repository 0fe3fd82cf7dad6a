import { holdsNumbers, type NumberTypes, typeParts } from '../../../families/sql/number-types.ts';

/** What the texts and bytes hold that say max. */
const MAX = 2 ** 31;

const NUMBERS: NumberTypes = {
  integers: [
    ['bit', 1],
    ['tinyint', 3],
    ['smallint', 5],
    ['int', 10],
    ['bigint', 19],
  ],
  decimals: ['decimal', 'numeric'],
  single: 'real',
  double: 'float',
};

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  const to = typeParts(wide, MAX);
  const from = typeParts(narrow, MAX);
  if (to.word === from.word && to.size === from.size && to.scale === from.scale) return true;
  switch (to.word) {
    case 'nvarchar':
      if (/binary|timestamp/.test(from.word)) return false;
      return /char$/.test(from.word) ? to.size >= from.size : to.size === MAX;
    case 'varchar':
      return /^(var)?char$/.test(from.word) && to.size >= from.size;
    case 'varbinary':
      return /binary$/.test(from.word) && to.size >= from.size;
    case 'datetime2':
    case 'datetimeoffset':
    case 'time':
      return from.word === to.word && to.size >= from.size;
  }
  return holdsNumbers(NUMBERS, to, from) ?? false;
}

/**
 * Whether ALTER COLUMN makes the same texts of a column's values as new rows would bring. Of a float SQL Server writes six digits, of
 * a datetime no seconds, and of money two digits of four
 * (https://learn.microsoft.com/en-us/sql/t-sql/functions/cast-and-convert-transact-sql#remarks).
 */
export function keepsWriting(from: string): boolean {
  return /^(n?(var)?char|tinyint|smallint|int|bigint|decimal|numeric|date)\b/.test(from);
}
