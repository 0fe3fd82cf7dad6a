/*
 * Which of MySQL's types hold all values of which others. Types are texts of column-type.ts.
 */

const INTEGERS = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'];
const BITS = [8, 16, 24, 32, 64];
/** Decimal digits that an integer type may need. */
const DIGITS = [3, 5, 8, 10, 20];
/** Bytes that the types hold. */
const TEXTS: Readonly<Record<string, number>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 2 ** 24 - 1,
  longtext: 2 ** 32 - 1,
};
const BLOBS: Readonly<Record<string, number>> = {
  tinyblob: 255,
  blob: 65_535,
  mediumblob: 2 ** 24 - 1,
  longblob: 2 ** 32 - 1,
};
const BYTES_PER_CHARACTER = 4;

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  const to = parse(wide);
  const from = parse(narrow);
  if (to.text === from.text) return true;
  const integer = integerBounds(from);
  const own = integerBounds(to);
  if (own) return integer !== undefined && integer.least >= own.least && integer.most <= own.most;
  switch (to.word) {
    case 'decimal': {
      const whole = to.precision - to.scale;
      if (integer) return whole >= integer.digits;
      return from.word === 'decimal' && to.scale >= from.scale && whole >= from.precision - from.scale;
    }
    case 'double':
      return from.word === 'float' || (integer !== undefined && integer.digits <= 10);
    case 'float':
      return integer !== undefined && integer.digits <= 5;
    case 'datetime':
      // What is marked as an instant takes instants only; others take the text of either.
      return from.word === 'datetime' && to.precision >= from.precision && (!to.isMarked || from.isMarked);
    case 'timestamp':
    case 'time':
      return from.word === to.word && to.precision >= from.precision;
    case 'json':
      return false;
  }
  if (isText(to))
    return isText(from) ? capacity(to) >= capacity(from) : from.word === 'json' && to.word === 'longtext';
  return isBinary(to) && isBinary(from) && capacity(to) >= capacity(from);
}

/** Whether a type holds text of some length. */
export function isTextType(type: string): boolean {
  return isText(parse(type));
}

/** Whether a type holds bytes of some length. */
export function isBinaryType(type: string): boolean {
  return isBinary(parse(type));
}

/** Whether a type is an integer type, booleans included. */
export function isIntegerType(type: string): boolean {
  return INTEGERS.includes(parse(type).word);
}

interface Parsed {
  readonly text: string;
  readonly word: string;
  readonly precision: number;
  readonly scale: number;
  readonly isUnsigned: boolean;
  readonly isMarked: boolean;
}

function parse(type: string): Parsed {
  const text = type.toLowerCase();
  const found = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?(.*)$/.exec(text);
  return {
    text,
    word: found?.[1] ?? '',
    precision: Number(found?.[2] ?? 0),
    scale: Number(found?.[3] ?? 0),
    isUnsigned: found?.[4]?.includes('unsigned') ?? false,
    isMarked: found?.[4]?.includes('comment') ?? false,
  };
}

function integerBounds({ word, isUnsigned }: Parsed) {
  const at = INTEGERS.indexOf(word);
  if (at < 0) return undefined;
  const bits = BigInt(BITS[at] as number);
  return {
    least: isUnsigned ? 0n : -(2n ** (bits - 1n)),
    most: isUnsigned ? 2n ** bits - 1n : 2n ** (bits - 1n) - 1n,
    digits: DIGITS[at] as number,
  };
}

function isText({ word }: Parsed): boolean {
  return word in TEXTS || word === 'varchar' || word === 'char';
}

function isBinary({ word }: Parsed): boolean {
  return word in BLOBS || word === 'varbinary' || word === 'binary';
}

/** Bytes, at the most that a character may take where the type counts characters. */
function capacity({ word, precision }: Parsed): number {
  if (word === 'varchar' || word === 'char') return precision * BYTES_PER_CHARACTER;
  return TEXTS[word] ?? BLOBS[word] ?? precision;
}
