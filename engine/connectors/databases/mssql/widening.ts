/*
 * Which of SQL Server's types hold all values of which others. Types are texts as DDL says them.
 */

const INTEGERS = ['bit', 'tinyint', 'smallint', 'int', 'bigint'];
/** Decimal digits that an integer type may need. */
const DIGITS = [1, 3, 5, 10, 19];
/** What the texts and bytes hold that say max. */
const MAX = 2 ** 31;

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  const to = parse(wide);
  const from = parse(narrow);
  if (to.word === from.word && to.size === from.size && to.scale === from.scale) return true;
  const integer = INTEGERS.indexOf(from.word);
  switch (to.word) {
    case 'nvarchar':
      if (/binary|timestamp/.test(from.word)) return false;
      return /char$/.test(from.word) ? to.size >= from.size : to.size === MAX;
    case 'varchar':
      return /^(var)?char$/.test(from.word) && to.size >= from.size;
    case 'varbinary':
      return /binary$/.test(from.word) && to.size >= from.size;
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return integer >= 0 && integer < INTEGERS.indexOf(to.word);
    case 'float':
      return from.word === 'real' || (integer >= 0 && integer < 4);
    case 'real':
      return integer >= 0 && integer < 3;
    case 'decimal':
    case 'numeric': {
      const whole = to.size - to.scale;
      if (integer >= 0) return whole >= (DIGITS[integer] ?? 0);
      return (
        /^(decimal|numeric)$/.test(from.word) && to.scale >= from.scale && whole >= from.size - from.scale
      );
    }
    case 'datetime2':
    case 'datetimeoffset':
    case 'time':
      return from.word === to.word && to.size >= from.size;
  }
  return false;
}

function parse(type: string): { readonly word: string; readonly size: number; readonly scale: number } {
  const [, word = type, size = '0', scale = '0'] = /^(\w+)(?:\((\w+)(?:,(\d+))?\))?/.exec(type) ?? [];
  return { word, size: size === 'max' ? MAX : Number(size), scale: Number(scale) };
}
