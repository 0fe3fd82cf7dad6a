/*
 * Dates and times as rows of the log hold them, to the server's text. None of them passes through a Date.
 */

const PAIRS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

function pair(n: number): string {
  return PAIRS[n] as string;
}

function year(n: number): string {
  return String(n).padStart(4, '0');
}

/** Bytes that so many digits of a second's fraction take. */
export function fractionLength(digits: number): number {
  return (digits + 1) >> 1;
}

/** `.123`, or nothing of no digits: the fraction is kept in hundredths, ten thousandths or millionths, first byte highest. */
function fraction(value: number, digits: number): string {
  if (digits === 0) return '';
  return `.${String(value)
    .padStart(fractionLength(digits) * 2, '0')
    .slice(0, digits)}`;
}

/** Null of a date with a zero in it, which is none. */
export function dateText(buffer: Buffer, at: number): string | null {
  const packed = buffer.readUIntLE(at, 3);
  return calendar(packed >> 9, (packed >> 5) & 15, packed & 31);
}

function calendar(y: number, month: number, day: number): string | null {
  return y === 0 || month === 0 || day === 0 ? null : `${year(y)}-${pair(month)}-${pair(day)}`;
}

/** A datetime: five bytes, and the fraction's. Null of one whose date has a zero in it. */
export function datetimeText(buffer: Buffer, at: number, digits: number): string | null {
  const packed = buffer.readUIntBE(at, 5) - 0x80_0000_0000;
  const date = Math.floor(packed / 0x2_0000);
  const time = packed % 0x2_0000;
  const months = date >> 5;
  const text = calendar(Math.floor(months / 13), months % 13, date & 31);
  if (text === null) return null;
  const clock = `${pair(time >> 12)}:${pair((time >> 6) & 63)}:${pair(time & 63)}`;
  const bytes = fractionLength(digits);
  return `${text} ${clock}${bytes > 0 ? fraction(buffer.readUIntBE(at + 5, bytes), digits) : ''}`;
}

/** A time of up to 838 hours either way: three bytes and the fraction's, counted from a middle. */
export function timeText(buffer: Buffer, at: number, digits: number): string {
  const bytes = fractionLength(digits);
  const unit = 256 ** bytes;
  const packed = buffer.readUIntBE(at, 3 + bytes) - 0x80_0000 * unit;
  const size = Math.abs(packed);
  const clock = Math.floor(size / unit);
  const text = `${pairOrMore(clock >> 12)}:${pair((clock >> 6) & 63)}:${pair(clock & 63)}${fraction(size % unit, digits)}`;
  return packed < 0 ? `-${text}` : text;
}

function pairOrMore(n: number): string {
  return n < 100 ? pair(n) : String(n);
}

const DAY_S = 86_400;
let lastDay = -1;
let lastDate = '';

/** The text in UTC of seconds since 1970, without a zone. */
export function secondsText(seconds: number): string {
  const day = Math.floor(seconds / DAY_S);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = dayText(day);
  }
  const rest = seconds - day * DAY_S;
  const minutes = Math.floor(rest / 60);
  return `${lastDate} ${pair(Math.floor(minutes / 60))}:${pair(minutes % 60)}:${pair(rest % 60)}`;
}

/** An instant: four bytes of seconds since 1970 and the fraction's. Null of the zero that stands for no date. */
export function timestampText(buffer: Buffer, at: number, digits: number): string | null {
  const seconds = buffer.readUInt32BE(at);
  const bytes = fractionLength(digits);
  const part = bytes > 0 ? buffer.readUIntBE(at + 4, bytes) : 0;
  if (seconds === 0 && part === 0) return null;
  return `${secondsText(seconds)}${fraction(part, digits)}+00`;
}

/** A day of the Gregorian calendar by its number since 1970-01-01, in eras of 400 years that begin on a 1st of March. */
function dayText(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const dayOfYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return `${year(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))}-${pair(month)}-${pair(dayOfMonth)}`;
}
