/*
 * Dates, times of day and moments as whole numbers: days since 1970-01-01, microseconds since midnight, microseconds
 * since 1970-01-01 00:00 UTC. The calendar is the proleptic Gregorian one, as in SQL; years are 1 to 9999.
 */

const MICROS_PER_SECOND = 1_000_000n;
export const MICROS_PER_DAY = 86_400n * MICROS_PER_SECOND;

/** Days of `2024-01-31`, or undefined where the text is no such date. */
export function parseDate(text: string): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!parts) return undefined;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysOf(year, month, day);
}

/** Microseconds of `09:30`, `09:30:15` or `09:30:15.000001`, or undefined; finer than microseconds is none. */
export function parseTime(text: string): bigint | undefined {
  const parts = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})0*)?)?$/.exec(text);
  if (!parts) return undefined;
  const [, hour = '', minute = '', second = '0', fraction = ''] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = BigInt(hour) * 3600n + BigInt(minute) * 60n + BigInt(second);
  return seconds * MICROS_PER_SECOND + BigInt(fraction.padEnd(6, '0'));
}

/** Microseconds of `2024-01-31T09:30:00+02:00`, `2024-01-31 09:30:00.5Z` and the like, or undefined. No zone means UTC. */
export function parseMoment(text: string): bigint | undefined {
  const parts = /^(\S{10})[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)?$/.exec(
    text,
  );
  if (!parts) return undefined;
  const [, dateText = '', timeText = '', sign, offsetHours = '0', offsetMinutes = '0'] = parts;
  const days = parseDate(dateText);
  const time = parseTime(timeText);
  if (days === undefined || time === undefined || Number(offsetHours) > 15 || Number(offsetMinutes) > 59)
    return undefined;
  const offset = (BigInt(offsetHours) * 60n + BigInt(offsetMinutes)) * 60n * MICROS_PER_SECOND;
  const moment = BigInt(days) * MICROS_PER_DAY + time + (sign === '-' ? offset : -offset);
  return isWithinYears(moment) ? moment : undefined;
}

/** `2024-01-31`. */
export function formatDate(days: number): string {
  const { year, month, day } = civilOf(days);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** `09:30:00.000000`. */
export function formatTime(micros: bigint): string {
  const seconds = micros / MICROS_PER_SECOND;
  const fraction = String(micros % MICROS_PER_SECOND).padStart(6, '0');
  return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}.${fraction}`;
}

/** `2024-01-31 09:30:00.000000`, in UTC. */
export function formatMoment(micros: bigint): string {
  const days = dayOf(micros);
  return `${formatDate(days)} ${formatTime(micros - BigInt(days) * MICROS_PER_DAY)}`;
}

/** The day, in UTC, that a moment falls on. */
export function dayOf(micros: bigint): number {
  const days = micros / MICROS_PER_DAY;
  return Number(micros % MICROS_PER_DAY < 0n ? days - 1n : days);
}

export const timeUnits = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimeUnit = (typeof timeUnits)[number];

const SECONDS: Readonly<Partial<Record<TimeUnit, bigint>>> = {
  second: 1n,
  minute: 60n,
  hour: 3600n,
  day: 86_400n,
  week: 604_800n,
};

/**
 * A moment moved by an amount of a unit, in UTC. Months and years keep the day of the month, or take the month's last
 * one where it has no such day: a month before 31 March is the last of February.
 */
export function addTime(micros: bigint, amount: number, unit: TimeUnit): bigint {
  const seconds = SECONDS[unit];
  if (seconds !== undefined) return micros + BigInt(amount) * seconds * MICROS_PER_SECOND;
  const days = dayOf(micros);
  const { year, month, day } = civilOf(days);
  const months = year * 12 + (month - 1) + amount * (unit === 'year' ? 12 : 1);
  const toYear = Math.floor(months / 12);
  const toMonth = months - toYear * 12 + 1;
  const moved = daysOf(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
  return micros + BigInt(moved - days) * MICROS_PER_DAY;
}

function isWithinYears(micros: bigint): boolean {
  const { year } = civilOf(dayOf(micros));
  return year >= 1 && year <= 9999;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days before a year that begins in March, so that the leap day is its last. */
function daysBeforeMarchYear(year: number): number {
  return year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

/** Days from 1 March of the year 0 to 1970-01-01. */
const EPOCH = 719_468;

function daysOf(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = (month + 9) % 12;
  return daysBeforeMarchYear(marchYear) + Math.floor((153 * marchMonth + 2) / 5) + day - 1 - EPOCH;
}

function civilOf(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const since = days + EPOCH;
  let marchYear = Math.floor(since / 365.2425);
  if (daysBeforeMarchYear(marchYear) > since) marchYear--;
  else if (daysBeforeMarchYear(marchYear + 1) <= since) marchYear++;
  const dayOfYear = since - daysBeforeMarchYear(marchYear);
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: month > 2 ? marchYear : marchYear + 1, month, day };
}

function two(value: number | bigint): string {
  return String(value).padStart(2, '0');
}
