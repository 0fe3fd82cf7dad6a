import { comparisonsWithNaN } from '../../../filters/comparisons.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

const comparisons = comparisonsWithNaN(literal, {
  isNaN: (value) => `isNaN(${value})`,
  isYearBounded: true,
  isInExact: false,
});

/** ClickHouse, whose texts compare by their bytes. JSON is compared as its text. */
export const clickhouseFilters: FilterDialect = {
  name: 'clickhouse',
  quoteIdentifier,
  cast: (sql) => `(${sql})`,
  literal,
  ...comparisons,
  like: (value, pattern) => `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation)}`,
  trim: (value) => `trimBoth(${value}, ${quoteLiteral(TRIMMED)})`,
  hasElement: (value, other, element) =>
    `arrayExists(e -> ifNull(${comparisons.compare('e', '=', other, element)}, 0), ${value})`,
  hasJsonElement: (value, other) =>
    `(JSONType(ifNull(${value}, '')) = 'Array' AND arrayExists(e -> ${isJson('e', other)}, JSONExtractArrayRaw(ifNull(${value}, ''))))`,
};

function literal(value: FieldValue, type: FieldType): string {
  if (value === null) return 'NULL';
  const text = quoteLiteral(typeof value === 'string' ? value : JSON.stringify(value));
  switch (type.kind) {
    case 'boolean':
      return value === 'true' ? 'true' : 'false';
    case 'smallint':
    case 'int':
    case 'bigint':
      return String(value);
    case 'decimal':
      return `CAST(${text} AS Decimal(${Math.min(type.precision, 76)}, ${type.scale}))`;
    case 'number':
      return /^-?\d+$/.test(String(value)) ? `toInt256(${text})` : `CAST(${text} AS Decimal(76, 38))`;
    case 'single':
      return `toFloat32(${text})`;
    case 'double':
      return `toFloat64(${text})`;
    case 'date':
      return `toDate32(${text})`;
    case 'datetime':
    case 'datetime_tz':
      return `toDateTime64(${quoteLiteral(String(value).replace(/\+00$/, ''))}, 6, 'UTC')`;
    default:
      return text;
  }
}

function isJson(element: string, other: string | number | boolean): string {
  switch (typeof other) {
    case 'string':
      return `(JSONType(${element}) = 'String' AND JSONExtractString(${element}) = ${quoteLiteral(other)})`;
    case 'boolean':
      return `${element} = '${other}'`;
    case 'number':
      return `(JSONType(${element}) IN ('Int64', 'UInt64', 'Double') AND toFloat64(${element}) = toFloat64('${other}'))`;
  }
}
