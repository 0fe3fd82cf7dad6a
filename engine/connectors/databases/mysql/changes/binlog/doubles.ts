/** Digits that any decimal number keeps through a double (DBL_DIG). */
const SAFE_DIGITS = 15;

/**
 * The shortest text that reads as the same double, as the server writes it: with an exponent only where the point would
 * stand beyond the digits or more than 14 zeros behind it. `1e15`, `0.000001`, `1.5`.
 */
export function doubleText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [, sign, first, rest = '', power] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(
    value.toExponential(),
  ) as unknown as [string, string, string, string | undefined, string];
  const digits = first + rest;
  /** How many digits stand before the point. */
  const point = Number(power) + 1;
  if (point <= -SAFE_DIGITS || (point > SAFE_DIGITS && digits.length <= point))
    return `${sign}${first}${rest && `.${rest}`}e${point - 1}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, '0')}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
