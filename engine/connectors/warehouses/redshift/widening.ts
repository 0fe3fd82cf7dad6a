/*
 * Which of Redshift's types hold all values of which others. Types are texts of format_type, or as DDL says them.
 */

const INTEGERS = ['smallint', 'integer', 'bigint'];
/** Decimal digits that an integer type may need. */
const DIGITS = [5, 10, 19];

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  const to = parse(wide);
  const from = parse(narrow);
  if (to.word === from.word && to.size === from.size && to.scale === from.scale) return true;
  const integer = INTEGERS.indexOf(from.word);
  switch (to.word) {
    case 'character varying':
      if (/^(super|varbyte|binary varying)$/.test(from.word)) return false;
      return from.word.startsWith('character') ? to.size >= from.size : to.size >= 64;
    case 'smallint':
    case 'integer':
    case 'bigint':
      return integer >= 0 && integer < INTEGERS.indexOf(to.word);
    case 'double precision':
      return from.word === 'real' || (integer >= 0 && integer < 2);
    case 'real':
      return from.word === 'smallint';
    case 'numeric': {
      const whole = to.size - to.scale;
      if (integer >= 0) return whole >= (DIGITS[integer] ?? 0);
      return from.word === 'numeric' && to.scale >= from.scale && whole >= from.size - from.scale;
    }
  }
  return false;
}

function parse(type: string): { readonly word: string; readonly size: number; readonly scale: number } {
  const [, word = type, size = '0', scale = '0'] = /^([^(]+?)\s*(?:\((\d+)(?:,(\d+))?\))?$/.exec(type) ?? [];
  // A varbyte and its other name hold 64,000 bytes where nothing is said.
  const known: Readonly<Record<string, string>> = { varchar: 'character varying', text: 'character varying' };
  return { word: known[word] ?? word, size: Number(size), scale: Number(scale) };
}
