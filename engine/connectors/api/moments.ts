const DATE = String.raw`(?:\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d`;
const WHOLE_DATE = new RegExp(`^${DATE}$`);
const DATE_TIME = new RegExp(`^(${DATE})[Tt ](${TIME})(?:\\.(\\d+))?(?:([Zz])|([+-]\\d{2}):?(\\d{2}))?$`);

/** A date and time of RFC 3339, or nearly: the zone may be missing, or be written without colon. */
export interface DateTime {
  /** As the engine's dialect has it, with at most six digits of a second. */
  readonly text: string;
  readonly hasZone: boolean;
  /** Whether there are digits beyond microseconds, which `text` leaves out. */
  readonly hasNanoseconds: boolean;
}

export function isDate(text: string): boolean {
  return WHOLE_DATE.test(text);
}

export function dateTimeOf(text: string): DateTime | undefined {
  const [found, date = '', time = '', fraction = '', utc, hours, minutes] = DATE_TIME.exec(text) ?? [];
  if (found === undefined) return undefined;
  const zone = utc ? '+00:00' : hours === undefined ? '' : `${hours}:${minutes}`;
  const digits = fraction.slice(0, 6);
  return {
    text: `${date} ${time}${digits ? `.${digits}` : ''}${zone}`,
    hasZone: zone !== '',
    hasNanoseconds: /[1-9]/.test(fraction.slice(6)),
  };
}
