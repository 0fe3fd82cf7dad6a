import type { FieldType } from '../../types/field-type.ts';

/** How an API writes a moment, or anything else as it is. */
export type MomentFormat = 'iso' | 'date' | 'unix' | 'unix_ms' | 'text';

const DATE = String.raw`(?:\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d`;
const WHOLE_DATE = new RegExp(`^${DATE}$`);
const DATE_TIME = new RegExp(
  `^(${DATE})[Tt ](${TIME})(?:\\.(\\d+))?(?:([Zz])|([+-](?:0\\d|1[0-5])):?([0-5]\\d))?$`,
);

/** A date and time of RFC 3339, or nearly: the zone may be missing, or be written without colon. */
export interface DateTime {
  /** As the engine's dialect has it, with at most six digits of a second. */
  readonly text: string;
  readonly hasZone: boolean;
  /** Whether there are digits beyond microseconds, which `text` leaves out. */
  readonly hasNanoseconds: boolean;
}

/** Whether a text is a date that a calendar has, written `2024-02-29`. */
export function isDate(text: string): boolean {
  return WHOLE_DATE.test(text) && isInCalendar(text);
}

/** Whether the month has that day, and the year is one: there was no year 0. */
function isInCalendar(date: string): boolean {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year > 0 && day <= days;
}

export function dateTimeOf(text: string): DateTime | undefined {
  const [found, date = '', time = '', fraction = '', utc, hours, minutes] = DATE_TIME.exec(text) ?? [];
  if (found === undefined || !isInCalendar(date)) return undefined;
  const zone = utc ? '+00:00' : hours === undefined ? '' : `${hours}:${minutes}`;
  const digits = fraction.slice(0, 6);
  return {
    text: `${date} ${time}${digits ? `.${digits}` : ''}${zone}`,
    hasZone: zone !== '',
    hasNanoseconds: /[1-9]/.test(fraction.slice(6)),
  };
}

/** A value for an API. What a format cannot tell apart is rounded down: more is answered then, and left out here. */
export function momentText(value: string, type: FieldType, format: MomentFormat | undefined): string {
  const isTime = type.kind === 'datetime' || type.kind === 'datetime_tz';
  const chosen = format ?? (isTime ? 'iso' : 'text');
  // A number is what the API has: seconds, milliseconds or a count.
  if (chosen === 'text' || /^-?\d+(\.\d+)?$/.test(value)) return value;
  if (chosen === 'date') return value.slice(0, 10);
  const [date = '', time = '00:00:00'] = value.split(/[ T]/);
  const local = time.replace(/\+00(:00)?$/, '');
  if (chosen === 'iso' && type.kind !== 'datetime_tz') return isTime ? `${date}T${local}` : value;
  if (chosen === 'iso') return `${date}T${local}Z`;
  const [whole = '', fraction = ''] = local.split('.');
  const seconds = BigInt(Date.parse(`${date}T${whole}Z`) / 1000);
  return chosen === 'unix' ? String(seconds) : `${seconds}${fraction.slice(0, 3).padEnd(3, '0')}`;
}
