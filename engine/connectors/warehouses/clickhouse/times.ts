import { secondsDigits, wordOf } from './column-type.ts';

/** What days and moments the server's types have. */
export interface TimeRange {
  /** Days since 1970-01-01. */
  readonly days: readonly [number, number];
  /** Microseconds since then. */
  readonly micros: readonly [bigint, bigint];
}

/** Servers before 26 have the years 1900 to 2299. */
export const NARROW_TIMES: TimeRange = {
  days: [-25_567, 120_529],
  micros: [-2_208_988_800_000_000n, 10_413_791_999_999_999n],
};
export const WIDE_TIMES: TimeRange = {
  days: [-719_162, 2_932_896],
  micros: [-62_135_596_800_000_000n, 253_402_300_799_999_999n],
};
/** A statement that answers whether the server has the years 1 to 9999. */
export const HAS_WIDE_TIMES = `SELECT toString(toString(fromUnixTimestamp64Micro(toInt64(${WIDE_TIMES.micros[1]}), 'UTC')) = '9999-12-31 23:59:59.999999' AND toString(toDate32(addDays(toDate32('1970-01-01'), ${WIDE_TIMES.days[0]}))) = '0001-01-01')`;

const NANOSECONDS: readonly [bigint, bigint] = [-2_208_988_800_000_000n, 9_223_372_036_854_775n];

/** A moment of so many microseconds as a value of a type; NULL where that cannot hold it exactly. */
export function moment(target: string, micros: string, times: TimeRange): string {
  const digits = secondsDigits(target);
  const [from, to] =
    wordOf(target) === 'DateTime' ? [0n, 4_294_967_295_999_999n] : digits === 9 ? NANOSECONDS : times.micros;
  const rest = digits < 6 ? [`${micros} % ${10 ** (6 - digits)} = 0`] : [];
  const fits = [`${micros} BETWEEN ${from} AND ${to}`, ...rest].join(' AND ');
  const exact = `fromUnixTimestamp64Micro(if(${fits}, ${micros}, NULL), 'UTC')`;
  return target === "DateTime64(6, 'UTC')" ? exact : `CAST(${exact} AS Nullable(${target}))`;
}
