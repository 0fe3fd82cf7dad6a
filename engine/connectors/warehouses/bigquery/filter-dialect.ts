import { comparisonsWithNaN } from '../../../filters/comparisons.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

const comparisons = comparisonsWithNaN(literal, {
  isNaN: (value) => `IS_NAN(${value})`,
  isYearBounded: true,
  isInExact: false,
});

/** GoogleSQL, whose texts compare by their code points where no collation is set. */
export const bigqueryFilters: FilterDialect = {
  name: 'bigquery',
  quoteIdentifier,
  cast: (sql) => `(${sql})`,
  literal,
  ...comparisons,
  like: (value, pattern) => `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation)}`,
  trim: (value) => `TRIM(${value}, ${quoteLiteral(TRIMMED)})`,
  hasElement: (value, other, element) =>
    `EXISTS (SELECT 1 FROM UNNEST(${value}) AS e WHERE ${comparisons.compare('e', '=', other, element)})`,
  hasJsonElement: (value, other) =>
    `(JSON_TYPE(${value}) = 'array' AND EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(${value})) AS e WHERE ${isJson('e', other)}))`,
};

const LARGEST = 9_223_372_036_854_775_807n;

function literal(value: FieldValue, type: FieldType): string {
  if (value === null) return 'NULL';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const quoted = quoteLiteral(text);
  switch (type.kind) {
    case 'boolean':
      return value === 'true' ? 'TRUE' : 'FALSE';
    case 'smallint':
    case 'int':
    case 'bigint': {
      const whole = BigInt(text);
      return whole >= -LARGEST && whole <= LARGEST ? text : `BIGNUMERIC ${quoted}`;
    }
    case 'decimal':
    case 'number':
      return `BIGNUMERIC ${quoted}`;
    case 'single':
    case 'double':
      return `CAST(${quoted} AS FLOAT64)`;
    case 'date':
      return `DATE ${quoted}`;
    case 'time':
      return `TIME ${quoted}`;
    case 'datetime':
      return `DATETIME ${quoted}`;
    case 'datetime_tz':
      return `TIMESTAMP ${quoted}`;
    case 'binary':
      return `FROM_HEX(${quoteLiteral(text.replace(/^\\x/, ''))})`;
    default:
      return quoted;
  }
}

function isJson(element: string, other: string | number | boolean): string {
  const is = (type: string, equals: string) => `(JSON_TYPE(${element}) = '${type}' AND ${equals})`;
  const value = `JSON_VALUE(${element})`;
  switch (typeof other) {
    case 'string':
      return is('string', `${value} = ${quoteLiteral(other)}`);
    case 'boolean':
      return is('boolean', `${value} = '${other}'`);
    case 'number':
      return is('number', `CAST(${value} AS FLOAT64) = CAST('${other}' AS FLOAT64)`);
  }
}
