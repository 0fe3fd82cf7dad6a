import type { Comparison } from '../../../filters/condition.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import { quoteIdentifier, quoteLiteral } from '../../../kit/sql.ts';
import type { FieldType } from '../../../types/field-type.ts';

/**
 * Athena, whose SQL is Trino's (https://docs.aws.amazon.com/athena/latest/ug/functions.html). Texts compare by their code points. To Trino
 * NaN equals nothing.
 */
export const athenaFilters: FilterDialect = {
  name: 'athena',
  quoteIdentifier,
  cast: (sql, type) => (type.kind === 'array' ? `(${sql})` : `CAST(${sql} AS ${typeName(type)})`),
  literal,
  compare: (value, operator, other, type) =>
    isFloating(type)
      ? comparedFloating(value, operator, other, type)
      : `${value} ${operator} ${literal(other, type)}`,
  oneOf: (value, others, type) => {
    const numbers = others.filter((other) => !(isFloating(type) && other === 'NaN'));
    const options = [
      ...(numbers.length > 0
        ? [`${value} IN (${numbers.map((other) => literal(other, type)).join(', ')})`]
        : []),
      ...(numbers.length < others.length ? [`is_nan(${value})`] : []),
    ];
    return options.length === 1 ? (options[0] as string) : `(${options.join(' OR ')})`;
  },
  like(value, pattern) {
    const { notation, escaped } = formatLikePattern(pattern);
    return `${value} LIKE ${quoteLiteral(notation)}${escaped ? ` ESCAPE ${quoteLiteral('\\')}` : ''}`;
  },
  trim: (value) => `trim(BOTH ${quoteLiteral(TRIMMED)} FROM ${value})`,
  hasElement: (value, other, element) => `coalesce(contains(${value}, ${literal(other, element)}), false)`,
  hasJsonElement: (value, other) =>
    `coalesce(json_array_contains(${value}, ${typeof other === 'string' ? quoteLiteral(other) : String(other)}), false)`,
};

function comparedFloating(value: string, operator: Comparison, other: string, type: FieldType): string {
  if (other !== 'NaN') {
    const compared = `${value} ${operator} ${literal(other, type)}`;
    return operator.startsWith('>') ? `(${compared} OR is_nan(${value}))` : compared;
  }
  switch (operator) {
    case '=':
    case '>=':
      return `is_nan(${value})`;
    case '<':
      return `NOT is_nan(${value})`;
    case '<=':
      return `${value} IS NOT NULL`;
    case '>':
      return `(${value} IS NULL AND ${value} IS NOT NULL)`;
  }
}

function isFloating({ kind }: FieldType): boolean {
  return kind === 'single' || kind === 'double';
}

function literal(value: FieldValue, type: FieldType): string {
  const name = typeName(type);
  if (value === null) return `CAST(NULL AS ${name})`;
  if (typeof value !== 'string')
    return type.kind === 'array'
      ? `ARRAY[${value.map((item) => literal(item, type.element)).join(', ')}]`
      : `json_parse(${quoteLiteral(JSON.stringify(value))})`;
  switch (type.kind) {
    case 'string':
      return quoteLiteral(value);
    case 'binary':
      return `from_hex(${quoteLiteral(value.replace(/^\\x/, ''))})`;
    case 'json':
    case 'jsonarray':
    case 'object{}':
      return `json_parse(${quoteLiteral(value)})`;
    case 'datetime_tz':
      return `CAST(${quoteLiteral(value.replace(/\+00$/, ' UTC'))} AS ${name})`;
    default:
      return `CAST(${quoteLiteral(value)} AS ${name})`;
  }
}

/** The type in which a field's values compare exactly. */
export function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'string':
      return 'varchar';
    case 'int':
      return 'integer';
    case 'single':
      return 'real';
    case 'boolean':
    case 'smallint':
    case 'bigint':
    case 'double':
    case 'date':
      return type.kind;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'number':
      return 'decimal(38,18)';
    case 'time':
      return 'time(6)';
    case 'datetime':
      return 'timestamp(6)';
    case 'datetime_tz':
      return 'timestamp(6) with time zone';
    case 'binary':
      return 'varbinary';
    case 'array':
      return `array(${typeName(type.element)})`;
    case 'json':
    case 'jsonarray':
    case 'object{}':
      return 'json';
  }
}
