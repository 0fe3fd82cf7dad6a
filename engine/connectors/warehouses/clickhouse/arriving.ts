import type { LoadColumn } from '../../../contract/contract.ts';
import type { Arriving } from '../../../families/sql/arrived-rows.ts';
import { toText } from '../../../movement/csv-dialect.ts';
import { duckdbType } from '../../../movement/duckdb-types.ts';
import { type FieldType, fieldType } from '../../../types/field-type.ts';
import { decimalOf, wordOf } from './column-type.ts';
import { fromText } from './from-text.ts';
import { quoteLiteral } from './sql.ts';
import { moment, type TimeRange } from './times.ts';
import { holds } from './widening.ts';
import { fromJson, isWrittenAsJson } from './written-json.ts';

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
      if (/^DateTime/.test(word)) return ofMoment(target, value, place, times);
      break;
    default:
      break;
  }
  if (isWrittenAsJson({ inner: target, nullable: false })) {
    const { value: fitted, fits } = fromJson(target, place, times);
    const fails = `NOT (${fits})`;
    return { ...as('String', textOf(value, field, target), fitted, true, place), fails };
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

function ofMoment(target: string, value: string, place: string, times: TimeRange): Arriving {
  return {
    raw: 'Int64',
    sent: `CASE WHEN isfinite(${value}) THEN epoch_us(${value}) WHEN ${value} IS NOT NULL THEN ${NO_MOMENT} END`,
    fitted: moment(target, place, times),
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
