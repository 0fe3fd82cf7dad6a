import type { types } from 'cassandra-driver';
import { MICROS_PER_DAY, parseDate, parseMoment } from '../../../filters/moments.ts';

/** How values of a tracking field follow each other, as a run goes by them. */
export interface Order {
  /** Below, at or above 0. */
  compare(value: unknown, other: unknown): number;
  /** The value of a position's text; undefined of a text that is none. */
  parse(text: string): unknown;
  /** Whether a value lies after a moment, in milliseconds since 1970: as a position it would leave behind what comes before it. */
  isAfter(value: unknown, now: number): boolean;
}

const never = () => false;

/** The order of a type of CQL's, as the driver gives its values. */
export async function orderOf(remoteType: string): Promise<Order> {
  const { types } = await import('./driver.ts');
  switch (remoteType) {
    case 'decimal':
      return {
        compare: (a, b) => (a as types.BigDecimal).compare(b as types.BigDecimal),
        parse: (text) => types.BigDecimal.fromString(text),
        isAfter: never,
      };
    case 'timestamp':
      return {
        compare: (a, b) => (a as Date).getTime() - (b as Date).getTime(),
        parse(text) {
          const micros = parseMoment(text);
          return micros === undefined ? undefined : new Date(Number(micros / 1000n));
        },
        isAfter: (value, now) => (value as Date).getTime() > now,
      };
    case 'date':
      return {
        compare: (a, b) => daysOf(a) - daysOf(b),
        parse: (text) => (parseDate(text) === undefined ? undefined : types.LocalDate.fromString(text)),
        isAfter: (value, now) => BigInt(Math.floor(daysOf(value))) * MICROS_PER_DAY > BigInt(now) * 1000n,
      };
    case 'text':
    case 'varchar':
    case 'ascii':
      return {
        compare: (a, b) => Buffer.compare(Buffer.from(a as string), Buffer.from(b as string)),
        parse: (text) => text,
        isAfter: never,
      };
    default:
      return {
        compare: (a, b) => sign(BigInt(a as bigint | number) - BigInt(b as bigint | number)),
        parse: (text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined),
        isAfter: never,
      };
  }
}

/** Times of writing: microseconds since 1970. */
export const writeTimeOrder: Order = {
  compare: (a, b) => sign((a as bigint) - (b as bigint)),
  parse: parseMoment,
  isAfter: (value, now) => (value as bigint) > BigInt(now) * 1000n,
};

function sign(difference: bigint): number {
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Days since 1970; of a year before the first one, less than all others. */
function daysOf(value: unknown): number {
  const text = String(value);
  if (/^-?\d+$/.test(text)) return Number(text);
  return parseDate(text) ?? (text.startsWith('-') || text.startsWith('0000') ? -1e9 : 1e9);
}
