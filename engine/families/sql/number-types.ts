/*
 * Which types of numbers hold all values of which others: the same in all systems, but for what the types are called.
 */

/** A type's text in parts: `decimal(12,2)` is a decimal of size 12 and scale 2. What is not said is 0. */
export interface TypeParts {
  readonly word: string;
  readonly size: number;
  readonly scale: number;
}

/** The parts of a type's text; `longest` is the size that `max` stands for. */
export function typeParts(type: string, longest = 0): TypeParts {
  const [, word = type, size = '0', scale = '0'] =
    /^([^(]+?)\s*(?:\((\w+)(?:,\s*(\d+))?\))?(?: COLLATE .*)?$/.exec(type) ?? [];
  return { word, size: size === 'max' ? longest : Number(size), scale: Number(scale) };
}

/** What a system calls its numbers. */
export interface NumberTypes {
  /** Integer types, the narrowest first, with the decimal digits that one may need. */
  readonly integers: readonly (readonly [word: string, digits: number])[];
  readonly decimals: readonly string[];
  readonly single: string;
  readonly double: string;
}

/** Digits of an integer that a floating-point number of 24 and of 53 bits is sure to keep. */
const SINGLE_DIGITS = 7;
const DOUBLE_DIGITS = 15;

/** Whether a type of numbers keeps every value of another type; undefined where it is none of numbers. */
export function holdsNumbers(
  { integers, decimals, single, double }: NumberTypes,
  to: TypeParts,
  from: TypeParts,
): boolean | undefined {
  const rank = (word: string) => integers.findIndex(([known]) => known === word);
  const digits = integers[rank(from.word)]?.[1];
  if (rank(to.word) >= 0) return digits !== undefined && rank(from.word) <= rank(to.word);
  if (to.word === single) return from.word === single || (digits !== undefined && digits <= SINGLE_DIGITS);
  if (to.word === double)
    return from.word === single || from.word === double || (digits !== undefined && digits <= DOUBLE_DIGITS);
  if (!decimals.includes(to.word)) return undefined;
  const whole = to.size - to.scale;
  if (digits !== undefined) return whole >= digits;
  return decimals.includes(from.word) && to.scale >= from.scale && whole >= from.size - from.scale;
}
