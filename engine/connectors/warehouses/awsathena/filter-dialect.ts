import { comparisonsWithNaN } from '../../../filters/comparisons.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import { type TypeNames, typeName } from '../../../filters/type-names.ts';
import { quoteIdentifier, quoteLiteral } from '../../../kit/sql.ts';
import type { FieldType } from '../../../types/field-type.ts';

/** Athena's types by kinds of fields. */
export const ATHENA_TYPES: TypeNames = {
  string: 'varchar',
  boolean: 'boolean',
  smallint: 'smallint',
  int: 'integer',
  bigint: 'bigint',
  decimal: 'decimal(p,s)',
  number: 'decimal(38,18)',
  single: 'real',
  double: 'double',
  date: 'date',
  time: 'time(6)',
  datetime: 'timestamp(6)',
  datetime_tz: 'timestamp(6) with time zone',
  binary: 'varbinary',
  json: 'json',
  jsonarray: 'json',
  'object{}': 'json',
  array: 'array(T)',
};

/**
 * Athena, whose SQL is Trino's (https://docs.aws.amazon.com/athena/latest/ug/functions.html). Texts compare by their code points.
 */
export const athenaFilters: FilterDialect = {
  name: 'athena',
  quoteIdentifier,
  cast: (sql, type) =>
    type.kind === 'array' ? `(${sql})` : `CAST(${sql} AS ${typeName(ATHENA_TYPES, type)})`,
  literal,
  ...comparisonsWithNaN(literal, {
    isNaN: (value) => `is_nan(${value})`,
    isYearBounded: false,
    isInExact: true,
  }),
  like(value, pattern) {
    const { notation, escaped } = formatLikePattern(pattern);
    return `${value} LIKE ${quoteLiteral(notation)}${escaped ? ` ESCAPE ${quoteLiteral('\\')}` : ''}`;
  },
  trim: (value) => `trim(BOTH ${quoteLiteral(TRIMMED)} FROM ${value})`,
  hasElement: (value, other, element) => `coalesce(contains(${value}, ${literal(other, element)}), false)`,
  hasJsonElement: (value, other) =>
    `coalesce(json_array_contains(${value}, ${typeof other === 'string' ? quoteLiteral(other) : String(other)}), false)`,
};

function literal(value: FieldValue, type: FieldType): string {
  const name = typeName(ATHENA_TYPES, type);
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
