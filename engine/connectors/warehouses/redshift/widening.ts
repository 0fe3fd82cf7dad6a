import {
  holdsNumbers,
  type NumberTypes,
  type TypeParts,
  typeParts,
} from '../../../families/sql/number-types.ts';

const NUMBERS: NumberTypes = {
  integers: [
    ['smallint', 5],
    ['integer', 10],
    ['bigint', 19],
  ],
  decimals: ['numeric'],
  single: 'real',
  double: 'double precision',
};

/** Other names of the one text type. */
const TEXTS: Readonly<Record<string, string>> = { varchar: 'character varying', text: 'character varying' };

/**
 * Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. Types are texts of
 * format_type, or as DDL says them.
 */
export function holds(wide: string, narrow: string): boolean {
  const to = partsOf(wide);
  const from = partsOf(narrow);
  if (to.word === from.word && to.size === from.size && to.scale === from.scale) return true;
  if (to.word !== 'character varying') return holdsNumbers(NUMBERS, to, from) ?? false;
  if (/^(super|varbyte|binary varying)$/.test(from.word)) return false;
  return from.word.startsWith('character') ? to.size >= from.size : to.size >= 64;
}

function partsOf(type: string): TypeParts {
  const parts = typeParts(type);
  return { ...parts, word: TEXTS[parts.word] ?? parts.word };
}
