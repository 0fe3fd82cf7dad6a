import type { SchemaField } from './column-type.ts';

/** A value of a result, which the API tells as text, as text in the engine's dialect of CSV; NULL as null. */
export function cellText(value: unknown, { type }: Pick<SchemaField, 'type'>): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  switch (type) {
    case 'FLOAT':
    case 'FLOAT64':
      return FLOATS[text.toLowerCase()] ?? text;
    case 'DATETIME':
      return text.replace('T', ' ');
    case 'TIMESTAMP':
      return `${momentText(BigInt(text))}+00`;
    case 'BYTES':
      return bytesText(Buffer.from(text, 'base64'));
    default:
      return text;
  }
}

const FLOATS: Readonly<Record<string, string>> = {
  nan: 'NaN',
  inf: 'Infinity',
  infinity: 'Infinity',
  '+inf': 'Infinity',
  '-inf': '-Infinity',
  '-infinity': '-Infinity',
};

const DAY = 86_400_000_000;

/** A floating-point number as text. */
export function floatText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** Bytes as text. */
export function bytesText(bytes: Buffer): string {
  return `\\x${bytes.toString('hex')}`;
}

/** A moment as date and time, of its microseconds since 1970. */
export function momentText(micros: number | bigint): string {
  // A number holds the microseconds of a few centuries exactly, and of a day.
  const of = BigInt(DAY);
  const rest = typeof micros === 'number' ? ((micros % DAY) + DAY) % DAY : Number(((micros % of) + of) % of);
  const days = typeof micros === 'number' ? (micros - rest) / DAY : Number((micros - BigInt(rest)) / of);
  return `${dateText(days)} ${timeText(rest)}`;
}

/** A time of its microseconds since midnight. */
export function timeText(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = String(micros % 1_000_000).padStart(6, '0');
  return `${time}${fraction === '000000' ? '' : `.${fraction}`}`;
}

/** A day of its number since 1970, by the rules of the Gregorian calendar (a period of 400 years has 146,097 days). */
export function dateText(days: number): string {
  // Years are counted from March on, so that the leap day is a year's last.
  const since = days + 719_468;
  const era = Math.floor(since / 146_097);
  const ofEra = since - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
