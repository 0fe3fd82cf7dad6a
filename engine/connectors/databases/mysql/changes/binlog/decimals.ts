/** Bytes that so many decimal digits take, from 0 to 9. */
const BYTES = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];
const DIGITS = 9;

/** How many bytes a decimal takes in a row. */
export function decimalLength(precision: number, scale: number): number {
  const whole = precision - scale;
  return part(whole) + part(scale);
}

function part(digits: number): number {
  return Math.floor(digits / DIGITS) * 4 + (BYTES[digits % DIGITS] as number);
}

/**
 * The text of a decimal as rows hold it: groups of nine digits, those before the point from its end; the sign is the first
 * bit, and of a negative number all bits are the other way round.
 */
export function decimalText(buffer: Buffer, start: number, precision: number, scale: number): string {
  const isNegative = ((buffer[start] as number) & 0x80) === 0;
  const mask = isNegative ? 0xff : 0;
  let at = start;
  const group = (bytes: number) => {
    let value = 0;
    for (let i = 0; i < bytes; i++, at++) {
      let byte = (buffer[at] as number) ^ mask;
      if (at === start) byte ^= 0x80;
      value = value * 256 + byte;
    }
    return value;
  };
  let text = '';
  let left = precision - scale;
  const first = left % DIGITS;
  if (first > 0) {
    const value = group(BYTES[first] as number);
    if (value > 0) text = String(value);
    left -= first;
  }
  for (; left > 0; left -= DIGITS) {
    const value = group(4);
    text = text === '' ? (value > 0 ? String(value) : '') : text + String(value).padStart(DIGITS, '0');
  }
  if (text === '') text = '0';
  if (scale > 0) {
    text += '.';
    for (left = scale; left >= DIGITS; left -= DIGITS) text += String(group(4)).padStart(DIGITS, '0');
    if (left > 0) text += String(group(BYTES[left] as number)).padStart(left, '0');
  }
  return isNegative ? `-${text}` : text;
}
