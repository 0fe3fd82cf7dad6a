/** An exact decimal number: `units` × 10^-`scale`, without trailing zeros in its fraction. */
export interface Decimal {
  readonly units: bigint;
  /** Digits after the point, 0 or more. */
  readonly scale: number;
}

/** More digits than any system's numbers have; what is longer, or has an exponent that makes it longer, is refused. */
const MAX_DIGITS = 1000;

/** Reads a number's text exactly (`-12.50`, `1e-3`), or answers undefined where it is none or beyond a thousand digits. */
export function parseDecimal(text: string): Decimal | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,5}))?$/i.exec(text);
  if (!parts) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = whole + fraction;
  if (digits === '' || digits.length > MAX_DIGITS) return undefined;
  let units = BigInt(digits) * (sign === '-' ? -1n : 1n);
  let scale = fraction.length - Number(exponent);
  if (units === 0n) return { units, scale: 0 };
  if (Math.abs(scale) > MAX_DIGITS) return undefined;
  if (scale < 0) {
    units *= 10n ** BigInt(-scale);
    scale = 0;
  }
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n;
    scale--;
  }
  return { units, scale };
}

/** Plain digits, no exponent: `-12.5`. */
export function formatDecimal({ units, scale }: Decimal): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale);
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

/** The largest number with `scale` digits after the point that is not above this one, in units of that scale. */
export function floorToScale(
  number: Decimal,
  scale: number,
): { readonly units: bigint; readonly exact: boolean } {
  if (number.scale <= scale)
    return { units: number.units * 10n ** BigInt(scale - number.scale), exact: true };
  const divisor = 10n ** BigInt(number.scale - scale);
  const quotient = number.units / divisor;
  const rest = number.units % divisor;
  return { units: rest < 0n ? quotient - 1n : quotient, exact: rest === 0n };
}
