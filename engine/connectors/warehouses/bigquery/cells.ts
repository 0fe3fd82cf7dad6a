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
      return `\\x${Buffer.from(text, 'base64').toString('hex')}`;
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

const DAY = 86_400_000_000n;

/** A moment as date and time, of its microseconds since 1970. */
function momentText(micros: bigint): string {
  const rest = ((micros % DAY) + DAY) % DAY;
  const seconds = Number(rest / 1_000_000n);
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = String(rest % 1_000_000n).padStart(6, '0');
  return `${dateText(Number((micros - rest) / DAY))} ${time}${fraction === '000000' ? '' : `.${fraction}`}`;
}

/** A day of its number since 1970, by the rules of the Gregorian calendar (a period of 400 years has 146,097 days). */
function dateText(days: number): string {
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
