import type { LoadColumn } from '../../../contract/contract.ts';
import type { Arriving } from '../../../families/sql/arrived-rows.ts';
import { toText } from '../../../movement/csv-dialect.ts';
import { duckdbType } from '../../../movement/duckdb-types.ts';
import { type FieldType, fieldType } from '../../../types/field-type.ts';
import { decimalOf, secondsDigits, wordOf } from './column-type.ts';
import { quoteLiteral } from './sql.ts';
import { holds } from './widening.ts';

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

/**
 * How a column arrives: `value` is SQL of DuckDB, `place` the file's column in ClickHouse, `target` the type of the target's
 * column without Nullable.
 */
export function arriving(
  { type }: Pick<LoadColumn, 'type'>,
  target: string,
  value: string,
  place: string,
  times: TimeRange,
): Arriving {
  const field = fieldType(type);
  const word = wordOf(target);
  const as = (raw: string, sent: string, fitted: string, mayFail: boolean, shown = `toString(${place})`) => ({
    raw,
    sent,
    fitted,
    mayFail,
    shown,
  });
  const cast = `accurateCastOrNull(${place}, ${quoteLiteral(target)})`;
  const decimal = decimalOf(target);
  const integer = INTEGERS[field.kind];
  switch (field.kind) {
    case 'boolean':
      if (word === 'Bool') return as('Bool', value, place, false);
      break;
    case 'smallint':
    case 'int':
    case 'bigint':
      if (integer && /^U?Int|^Decimal|^Float/.test(word))
        return target === integer
          ? as(integer, value, place, false)
          : as(integer, value, cast, !holds(target, integer));
      break;
    case 'single':
    case 'double': {
      const own = field.kind === 'single' ? 'Float32' : 'Float64';
      if (word === own) return as(own, value, place, false);
      if (word === 'Float64') return as(own, value, `toFloat64(${place})`, false);
      break;
    }
    case 'decimal':
      if (decimal && field.precision <= 38 && holds(target, `Decimal(${field.precision}, ${field.scale})`))
        return as(
          `Decimal(${field.precision}, ${field.scale})`,
          value,
          `CAST(${place} AS Nullable(${target}))`,
          false,
        );
      break;
    case 'date':
      if (/^Date/.test(word)) return date(target, value, place, times);
      break;
    case 'datetime':
    case 'datetime_tz':
      if (/^DateTime/.test(word)) return moment(target, value, place, times);
      break;
    default:
      break;
  }
  return as('String', textOf(value, field, target), ...fromText(target, place));
}

const INTEGERS: Partial<Record<FieldType['kind'], string>> = {
  smallint: 'Int16',
  int: 'Int32',
  bigint: 'Int64',
};

/** What stands for a day or moment that is infinite: no type has it. */
const NO_DAY = '2147483647';
const NO_MOMENT = '9223372036854775807';

function date(target: string, value: string, place: string, times: TimeRange): Arriving {
  const sent = `CASE WHEN isfinite(${value}) THEN CAST(${value} - DATE '1970-01-01' AS INTEGER) WHEN ${value} IS NOT NULL THEN ${NO_DAY} END`;
  const day = (condition: string) => `addDays(toDate32('1970-01-01'), if(${condition}, ${place}, NULL))`;
  const within = ([from, to]: readonly [number, number]) => `${place} BETWEEN ${from} AND ${to}`;
  const word = wordOf(target);
  const range: readonly [number, number] =
    word === 'Date' || word === 'DateTime' ? [0, word === 'Date' ? 65_535 : 49_709] : times.days;
  return {
    raw: 'Int32',
    sent,
    fitted: word === 'Date32' ? day(within(range)) : `CAST(${day(within(range))} AS Nullable(${target}))`,
    mayFail: true,
    shown: `toString(addDays(toDate32('1970-01-01'), ${place}))`,
  };
}

function moment(target: string, value: string, place: string, times: TimeRange): Arriving {
  const digits = secondsDigits(target);
  const [from, to] =
    wordOf(target) === 'DateTime' ? [0n, 4_294_967_295_999_999n] : digits === 9 ? NANOSECONDS : times.micros;
  const rest = digits < 6 ? [`${place} % ${10 ** (6 - digits)} = 0`] : [];
  const fits = [`${place} BETWEEN ${from} AND ${to}`, ...rest].join(' AND ');
  const exact = `fromUnixTimestamp64Micro(if(${fits}, ${place}, NULL), 'UTC')`;
  return {
    raw: 'Int64',
    sent: `CASE WHEN isfinite(${value}) THEN epoch_us(${value}) WHEN ${value} IS NOT NULL THEN ${NO_MOMENT} END`,
    fitted: target === "DateTime64(6, 'UTC')" ? exact : `CAST(${exact} AS Nullable(${target}))`,
    mayFail: true,
    shown: `toString(fromUnixTimestamp64Micro(${place}, 'UTC'))`,
  };
}

/** A value as text, in SQL of DuckDB. */
function textOf(value: string, field: FieldType, target: string): string {
  if (field.kind === 'binary') return `lower(hex(${value}))`;
  // What a decimal has of zeros at its end is no part of an integer's text.
  if (field.kind === 'decimal' && /^U?Int/.test(wordOf(target)))
    return `regexp_replace(CAST(${value} AS VARCHAR), '\\.0*$', '')`;
  return duckdbType(field) === 'JSON' ? `CAST(${value} AS VARCHAR)` : toText(value, field);
}

/** What ClickHouse makes of a text, and whether it may refuse it. */
function fromText(target: string, place: string): readonly [fitted: string, mayFail: boolean, shown: string] {
  const word = wordOf(target);
  const only = (condition: string, value = place) =>
    `CAST(if(${condition}, ${value}, NULL) AS Nullable(${target}))`;
  const decimal = decimalOf(target);
  if (word === 'String') return [place, false, place];
  if (word === 'FixedString') {
    const length = Number(/\((\d+)\)/.exec(target)?.[1]);
    return [only(`length(${place}) <= ${length}`), true, place];
  }
  if (/^Enum/.test(word)) {
    const known = [...target.matchAll(/('(?:[^'\\]|\\.)*') = -?\d+/g)].map(([, name]) => name);
    return [only(`${place} IN (${known.join(', ')})`), true, place];
  }
  if (decimal) {
    const { precision, scale } = decimal;
    const pattern = `^[+-]?0*\\d{0,${precision - scale}}(\\.\\d{0,${scale}}0*)?$`;
    return [only(`match(${place}, ${quoteLiteral(pattern)})`), true, place];
  }
  return [`accurateCastOrNull(${place}, ${quoteLiteral(target)})`, true, place];
}
