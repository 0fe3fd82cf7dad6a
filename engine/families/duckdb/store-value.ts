import { quoteLiteral } from '../../kit/sql.ts';
import { toText } from '../../movement/csv-dialect.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { type FieldType, fieldType } from '../../types/field-type.ts';
import { holds } from './widening.ts';

/**
 * A relation's value as a column of the table stores it. Where the column's type cannot hold every value of the field's,
 * each value is checked, and one that would be stored as another fails the statement by column and value.
 */
export function storeValue(value: string, type: string, column: string, columnType: string): string {
  return store(value, fieldType(type), column, columnType, 0);
}

function store(value: string, field: FieldType, column: string, columnType: string, depth: number): string {
  const carried = duckdbType(field);
  if (carried === columnType) return value;
  if (field.kind === 'array' && columnType.endsWith('[]')) {
    const element = `v${depth}`;
    const stored = store(element, field.element, column, columnType.slice(0, -2), depth + 1);
    return `list_transform(${value}, lambda ${element}: ${stored})`;
  }
  // DuckDB's own text of a list tells neither a comma in a value nor NULL from the text NULL; of a double it is nan, where
  // every other target gets NaN.
  if (columnType === 'VARCHAR' && (field.kind === 'array' || holds(columnType, carried)))
    return toText(value, field);
  const cast = `CAST(${value} AS ${columnType})`;
  if (holds(columnType, carried)) return cast;
  return `CASE WHEN ${value} IS NULL OR ${fits(value, carried, columnType)} THEN ${cast} ELSE ${misfit(value, column, columnType)} END`;
}

/** A condition on a value that is not NULL: a column of that type holds it as it is. `carried` is the value's type. */
export function fits(value: string, carried: string, columnType: string): string {
  if (carried === 'VARCHAR') return textFits(value, columnType);
  const cast = `TRY_CAST(${value} AS ${columnType})`;
  return `TRY_CAST(${cast} AS ${carried}) IS NOT DISTINCT FROM ${value}`;
}

const INTEGER = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/;
/** An offset from UTC at the end of a time: `10:00Z`, `10:00:00+02:00`. */
const OFFSET = ':[0-9.]+\\s*([zZ]|UTC|[+-][0-9:]+)$';
/** Digits beyond microseconds that are not zeros. */
const NANOSECONDS = '\\.\\d{6}\\d*[1-9]';

/**
 * Whether a text says a value of the column's type: `5` is a DOUBLE, although DuckDB would write it `5.0`. Where DuckDB
 * would round or leave out a part of the text and say nothing (`2.5` as INTEGER, a time as DATE), it does not fit.
 */
function textFits(value: string, columnType: string): string {
  if (columnType.startsWith('DECIMAL(')) return exactDecimal(value, columnType);
  const reads = (type: string) => `TRY_CAST(${value} AS ${type}) IS NOT NULL`;
  if (INTEGER.test(columnType))
    return `(regexp_full_match(${value}, '[+-]?\\d+(\\.0*)?') AND ${reads(columnType)})`;
  switch (columnType) {
    case 'DATE':
      return `(${reads('DATE')} AND (NOT contains(${value}, ':') OR CAST(TRY_CAST(${value} AS DATE) AS TIMESTAMP) IS NOT DISTINCT FROM TRY_CAST(${value} AS TIMESTAMP)))`;
    case 'TIMESTAMP':
      return `(${reads('TIMESTAMP')} AND NOT regexp_matches(${value}, ${quoteLiteral(OFFSET)}) AND NOT regexp_matches(${value}, ${quoteLiteral(NANOSECONDS)}))`;
    case 'TIMESTAMP WITH TIME ZONE':
      return `(${reads(columnType)} AND NOT regexp_matches(${value}, ${quoteLiteral(NANOSECONDS)}))`;
    case 'TIME':
      return `(${reads('TIME')} AND NOT regexp_matches(${value}, '[-/]') AND NOT regexp_matches(${value}, ${quoteLiteral(NANOSECONDS)}))`;
    case 'FLOAT':
    case 'DOUBLE':
      // DuckDB reads a number that is too large as infinity.
      return `(${reads(columnType)} AND (isfinite(TRY_CAST(${value} AS ${columnType})) OR NOT regexp_matches(${value}, '[0-9]')))`;
    default:
      return reads(columnType);
  }
}

/**
 * Whether a text is a number that a decimal column holds exactly. DuckDB rounds digits beyond the scale away and says
 * nothing; here they do not fit, unless they are zeros.
 */
export function exactDecimal(value: string, columnType: string): string {
  const [precision = 38, scale = 0] = (columnType.match(/\d+/g) ?? []).map(Number);
  const exact = `[+-]?0*\\d{0,${precision - scale}}(\\.\\d{0,${scale}}0*)?`;
  return `regexp_full_match(${value}, ${quoteLiteral(exact)})`;
}

/** Values are shown up to this many characters. */
const SHOWN = 100;

function misfit(value: string, column: string, columnType: string): string {
  const before = quoteLiteral(`column "${column}" is ${columnType} and cannot hold `);
  return `CAST(error(${before} || left(CAST(${value} AS VARCHAR), ${SHOWN})) AS ${columnType})`;
}
