/** A decimal number's digits without an exponent and without zeros that say nothing; undefined of a text that is none. */
export function plainDigits(text: string): string | undefined {
  const found = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
  if (!found) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const before = (point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0')).replace(/^0+(?=\d)/, '');
  const after = (point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point)).replace(/0+$/, '');
  const isZero = before === '0' && after === '';
  return `${sign === '-' && !isZero ? '-' : ''}${before}${after === '' ? '' : `.${after}`}`;
}

/** Negative where the first of two texts of `plainDigits` is the smaller number, 0 where they are the same, else positive. */
export function compareDigits(a: string, b: string): number {
  const [isBelow, isBelowToo] = [a.startsWith('-'), b.startsWith('-')];
  if (isBelow !== isBelowToo) return isBelow ? -1 : 1;
  if (isBelow) return compareDigits(b.slice(1), a.slice(1));
  const [whole = '', part = ''] = a.split('.');
  const [otherWhole = '', otherPart = ''] = b.split('.');
  if (whole.length !== otherWhole.length) return whole.length - otherWhole.length;
  const [left, right] = [`${whole}.${part}`, `${otherWhole}.${otherPart}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
