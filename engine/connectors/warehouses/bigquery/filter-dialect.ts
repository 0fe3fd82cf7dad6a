import { type Comparison, TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** GoogleSQL, whose texts compare by their code points where no collation is set. */
export const bigqueryFilters: FilterDialect = {
  name: 'bigquery',
  quoteIdentifier,
  cast: (sql) => `(${sql})`,
  literal,
  compare,
  oneOf(value, others, type) {
    const any = others.map((other) => compare(value, '=', other, type));
    return any.length === 1 ? (any[0] as string) : `(${any.join(' OR ')})`;
  },
  like: (value, pattern) => `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation)}`,
  trim: (value) => `TRIM(${value}, ${quoteLiteral(TRIMMED)})`,
  hasElement: (value, other, element) =>
    `EXISTS (SELECT 1 FROM UNNEST(${value}) AS e WHERE ${compare('e', '=', other, element)})`,
  hasJsonElement: (value, other) =>
    `(JSON_TYPE(${value}) = 'array' AND EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(${value})) AS e WHERE ${isJson('e', other)}))`,
};

const ALWAYS = '(1 = 1)';
const NEVER = '(1 = 0)';

function compare(value: string, operator: Comparison, other: string, type: FieldType): string {
  const isFloat = type.kind === 'single' || type.kind === 'double';
  if (isFloat && other === 'NaN') return compareNaN(value, operator);
  const beyond = beyondAll(other, type);
  if (beyond) {
    if (operator === '=') return NEVER;
    return operator.startsWith(beyond === 'above' ? '<' : '>') ? ALWAYS : NEVER;
  }
  const plain = `${value} ${operator} ${literal(other, type)}`;
  // Filters have NaN above all else, and to IEEE 754 it is above nothing.
  return isFloat && operator.startsWith('>') ? `(${plain} OR IS_NAN(${value}))` : plain;
}

function compareNaN(value: string, operator: Comparison): string {
  switch (operator) {
    case '=':
    case '>=':
      return `IS_NAN(${value})`;
    case '<':
      return `NOT IS_NAN(${value})`;
    case '<=':
      return ALWAYS;
    case '>':
      return NEVER;
  }
}

/** On which side of all values that BigQuery has a value lies that it has not; undefined of one that it has. */
function beyondAll(value: string, { kind }: FieldType): 'above' | 'below' | undefined {
  switch (kind) {
    case 'number':
    case 'decimal':
      if (value === '-Infinity') return 'below';
      return value === 'NaN' || value === 'Infinity' ? 'above' : undefined;
    case 'date':
    case 'datetime':
    case 'datetime_tz':
      // Years are 1 to 9999.
      if (/^(0000-|-)| BC$/.test(value)) return 'below';
      return /^\d{5}/.test(value) ? 'above' : undefined;
    default:
      return undefined;
  }
}

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
