import { type Comparison, TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** ClickHouse, whose texts compare by their bytes. JSON is compared as its text. */
export const clickhouseFilters: FilterDialect = {
  name: 'clickhouse',
  quoteIdentifier,
  cast: (sql) => `(${sql})`,
  literal,
  compare,
  oneOf(value, others, type) {
    const any = others.map((other) => compare(value, '=', other, type));
    return any.length === 1 ? (any[0] as string) : `(${any.join(' OR ')})`;
  },
  like: (value, pattern) => `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation)}`,
  trim: (value) => `trimBoth(${value}, ${quoteLiteral(TRIMMED)})`,
  hasElement: (value, other, element) =>
    `arrayExists(e -> ifNull(${compare('e', '=', other, element)}, 0), ${value})`,
  hasJsonElement: (value, other) =>
    `(JSONType(ifNull(${value}, '')) = 'Array' AND arrayExists(e -> ${isJson('e', other)}, JSONExtractArrayRaw(ifNull(${value}, ''))))`,
};

const ALWAYS = '(1 = 1)';
const NEVER = '(1 = 0)';

function compare(value: string, operator: Comparison, other: string, type: FieldType): string {
  if ((type.kind === 'single' || type.kind === 'double') && other === 'NaN')
    return compareNaN(value, operator);
  const beyond = beyondAll(other, type);
  if (beyond) {
    if (operator === '=') return NEVER;
    return operator.startsWith(beyond === 'above' ? '<' : '>') ? ALWAYS : NEVER;
  }
  const plain = `${value} ${operator} ${literal(other, type)}`;
  // Nothing that a database compares is above NaN, and IEEE 754 says that it is above nothing.
  const isAbove = operator === '>' || operator === '>=';
  return isAbove && (type.kind === 'single' || type.kind === 'double')
    ? `(${plain} OR isNaN(${value}))`
    : plain;
}

function compareNaN(value: string, operator: Comparison): string {
  switch (operator) {
    case '=':
    case '>=':
      return `isNaN(${value})`;
    case '<':
      return `NOT isNaN(${value})`;
    case '<=':
      return ALWAYS;
    case '>':
      return NEVER;
  }
}

/** On which side of all values that ClickHouse has a value lies that it has not; undefined of one that it has. */
function beyondAll(value: string, { kind }: FieldType): 'above' | 'below' | undefined {
  switch (kind) {
    case 'number':
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
