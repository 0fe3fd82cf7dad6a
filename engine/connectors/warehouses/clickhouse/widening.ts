import { decimalOf, secondsDigits, wordOf } from './column-type.ts';

/* Which of ClickHouse's types hold all values of which others. Types are without Nullable and LowCardinality. */

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const [to, from] = [wordOf(wide), wordOf(narrow)];
  const [toDecimal, fromDecimal] = [decimalOf(wide), decimalOf(narrow)];
  const [toInteger, fromInteger] = [integerOf(to), integerOf(from)];
  if (to === 'String')
    return from !== 'FixedString' && !/^(Array|Map|Tuple|Nested|AggregateFunction)/.test(from);
  if (toDecimal) {
    const whole = toDecimal.precision - toDecimal.scale;
    if (fromDecimal)
      return toDecimal.scale >= fromDecimal.scale && whole >= fromDecimal.precision - fromDecimal.scale;
    return fromInteger !== undefined && whole >= digitsOf(fromInteger);
  }
  if (toInteger && fromInteger) {
    if (toInteger.isSigned === fromInteger.isSigned) return toInteger.bits >= fromInteger.bits;
    return toInteger.isSigned && toInteger.bits > fromInteger.bits;
  }
  switch (to) {
    case 'Float64':
      return from === 'Float32' || (fromInteger !== undefined && fromInteger.bits <= 32);
    case 'Float32':
      return fromInteger !== undefined && fromInteger.bits <= 16;
    case 'Date32':
      return from === 'Date';
    case 'DateTime64': {
      if (from !== 'DateTime' && from !== 'DateTime64') return false;
      const [there, comes] = [secondsDigits(wide), secondsDigits(narrow)];
      // Nanoseconds reach from 1900 to 2262, and what has fewer digits reaches further.
      return there >= comes && (there < 9 || comes === there || from === 'DateTime');
    }
    case 'DateTime':
      return from === 'DateTime';
    case 'FixedString':
      return from === 'FixedString' && lengthOf(wide) >= lengthOf(narrow);
  }
  return false;
}

function lengthOf(type: string): number {
  return Number(/^FixedString\((\d+)\)$/.exec(type)?.[1] ?? 0);
}

interface Integer {
  readonly bits: number;
  readonly isSigned: boolean;
}

function integerOf(word: string): Integer | undefined {
  const found = /^(U?)Int(8|16|32|64|128|256)$/.exec(word);
  return found ? { bits: Number(found[2]), isSigned: found[1] === '' } : undefined;
}

/** Decimal digits that an integer may need. */
function digitsOf({ bits, isSigned }: Integer): number {
  return Math.ceil((isSigned ? bits - 1 : bits) * Math.log10(2));
}
