/**
 * A number that no JavaScript number or bigint stands for exactly, kept as its decimal text.
 *
 * A JavaScript number stands, here, for the decimal that its shortest text says (`0.1` is one tenth), which is what
 * Terraform means by the same text. Whatever has more digits than that is a Decimal.
 */
export class Decimal {
  /** Plain decimal text without exponent, leading or trailing zeros: `-12.000000000000000000001`. */
  readonly text: string;

  constructor(text: string) {
    this.text = plainText(parse(text));
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** Any number that Terraform can hold: a safe integer or short fraction, a big integer, or a long fraction. */
export type TerraformNumber = number | bigint | Decimal;

export function isNumber(value: unknown): value is TerraformNumber {
  return (
    (typeof value === 'number' && !Number.isNaN(value)) ||
    typeof value === 'bigint' ||
    value instanceof Decimal
  );
}

interface Parts {
  /** All significant digits, signed, without trailing zeros (0n for zero). */
  readonly coefficient: bigint;
  /** The power of ten that the coefficient is multiplied by. */
  readonly exponent: number;
}

const numberPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const longestExponent = 100_000;

function parse(text: string): Parts {
  const match = numberPattern.exec(text);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (!match || whole.length + fraction.length === 0)
    throw new RangeError(`"${text}" is not a decimal number`);
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return { coefficient: 0n, exponent: 0 };
  const exponent = Number(match[4] ?? 0) - fraction.length + (digits.length - significant.length);
  if (Math.abs(exponent) > longestExponent) throw new RangeError(`"${text}" has too large an exponent`);
  return { coefficient: BigInt(`${match[1] === '-' ? '-' : ''}${significant}`), exponent };
}

function plainText({ coefficient, exponent }: Parts): string {
  if (exponent >= 0) return `${coefficient}${coefficient === 0n ? '' : '0'.repeat(exponent)}`;
  const sign = coefficient < 0n ? '-' : '';
  const digits = `${coefficient < 0n ? -coefficient : coefficient}`.padStart(1 - exponent, '0');
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
}

/**
 * The number that a decimal text says, in the smallest representation that is exact.
 * @throws RangeError when the text is not a decimal number.
 */
export function numberFromText(text: string): TerraformNumber {
  const parts = parse(text);
  if (parts.exponent >= 0) return integerOf(parts.coefficient * 10n ** BigInt(parts.exponent));
  const nearest = Number(text);
  if (Number.isFinite(nearest) && sameParts(parse(String(nearest)), parts)) return nearest;
  return new Decimal(text);
}

/** The exact value of an IEEE double that arrived as such, which may have more digits than its shortest text. */
export function numberFromDouble(double: number): TerraformNumber {
  if (!Number.isFinite(double)) return double;
  if (Number.isInteger(double)) return integerOf(BigInt(double));
  let numerator = double;
  let halvings = 0;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    halvings += 1;
  }
  const digits = BigInt(numerator) * 5n ** BigInt(halvings);
  return numberFromText(`${digits}e-${halvings}`);
}

/** A safe integer as a number, any other as a bigint. */
export function integerOf(value: bigint): number | bigint {
  const narrow = Number(value);
  return Number.isSafeInteger(narrow) ? narrow : value;
}

/** The plain decimal text of a number; `Infinity` and `-Infinity` for those. */
export function textOfNumber(value: TerraformNumber): string {
  if (value instanceof Decimal) return value.text;
  if (typeof value === 'bigint') return value.toString();
  if (!Number.isFinite(value)) return String(value);
  return plainText(parse(String(value)));
}

/** True when two numbers are the same decimal, whatever represents them. */
export function sameNumber(a: TerraformNumber, b: TerraformNumber): boolean {
  return a === b || textOfNumber(a) === textOfNumber(b);
}

function sameParts(a: Parts, b: Parts): boolean {
  return a.coefficient === b.coefficient && a.exponent === b.exponent;
}
