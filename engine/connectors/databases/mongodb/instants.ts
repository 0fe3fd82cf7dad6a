/*
 * Instants between the engine's dialect and BSON, which counts milliseconds since 1970. A Date holds those exactly, for 270,000
 * years before and after.
 */

/** An instant in the engine's dialect; undefined of one beyond all that a day has a name for. */
export function instantText(value: Date): string | undefined {
  if (Number.isNaN(value.getTime())) return undefined;
  const year = value.getUTCFullYear();
  const [, rest = '', time = ''] = /-(\d\d-\d\d)T([\d:.]+)Z$/.exec(value.toISOString()) ?? [];
  const shown = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return `${shown}-${rest} ${time}+00${year > 0 ? '' : ' BC'}`;
}

/** What is known of an instant in the engine's dialect: the moment in milliseconds, and whether it lies between two of them. */
export interface ParsedInstant {
  readonly moment: Date;
  readonly isFiner: boolean;
}

const INSTANT = /^(\d+)-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?)?(?:Z|\+00(?::?00)?)?( BC)?$/;

/**
 * The instant of a date, of a time without a zone (taken for UTC) or of one in UTC, all in the engine's dialect. What is finer than a
 * millisecond is cut off. Undefined of what BSON has no instant for: infinity, or a year that is too far away.
 */
export function parseInstant(text: string): ParsedInstant | undefined {
  const found = INSTANT.exec(text);
  if (!found) return undefined;
  const [, year = '', month, day, time = '00:00:00', fraction = '', era] = found;
  const number = era ? 1 - Number(year) : Number(year);
  const isLong = number < 0 || number > 9999;
  const sign = number < 0 ? '-' : isLong ? '+' : '';
  const shown = `${sign}${String(Math.abs(number)).padStart(isLong ? 6 : 4, '0')}`;
  const moment = new Date(`${shown}-${month}-${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  if (Number.isNaN(moment.getTime())) return undefined;
  return { moment, isFiner: /[1-9]/.test(fraction.slice(3)) };
}
