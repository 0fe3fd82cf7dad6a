import { noArrays } from '../../../filters/bounded-values.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteLiteral } from './literal.ts';

/** Redshift, whose texts compare by their bytes. It has no arrays: they are SUPER, as JSON is. */
export const redshiftFilters: FilterDialect = {
  name: 'redshift',
  quoteIdentifier,
  cast: (sql, type) => {
    const name = typeName(type);
    return name === 'super' ? `(${sql})` : `CAST(${sql} AS ${name})`;
  },
  literal,
  compare: (value, operator, other, type) => `${value} ${operator} ${literal(other, type)}`,
  oneOf: (value, others, type) => `${value} IN (${others.map((other) => literal(other, type)).join(', ')})`,
  like: (value, pattern) => `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation)}`,
  trim: (value) => `btrim(${value}, ${quoteLiteral(TRIMMED)})`,
  ...noArrays('Redshift'),
  hasJsonElement: (value, other) =>
    `(is_array(${value}) AND array_contains(${value}, json_parse(${quoteLiteral(JSON.stringify(other))})))`,
};

function literal(value: FieldValue, type: FieldType): string {
  const name = typeName(type);
  if (value === null) return `CAST(NULL AS ${name})`;
  const text = quoteLiteral(typeof value === 'string' ? value : JSON.stringify(value));
  if (name === 'super') return `json_parse(${text})`;
  if (name === 'varbyte') return `from_hex(${quoteLiteral(String(value).replace(/^\\x/, ''))})`;
  return `CAST(${text} AS ${name})`;
}

/** The type in which a field's values compare exactly. */
function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'string':
      return 'varchar(65535)';
    case 'boolean':
    case 'smallint':
    case 'bigint':
    case 'date':
    case 'time':
      return type.kind;
    case 'int':
      return 'integer';
    case 'decimal':
      return `numeric(${type.precision},${type.scale})`;
    case 'number':
      return 'numeric(38,18)';
    case 'single':
      return 'real';
    case 'double':
      return 'double precision';
    case 'datetime':
      return 'timestamp';
    case 'datetime_tz':
      return 'timestamptz';
    case 'binary':
      return 'varbyte';
    case 'json':
    case 'jsonarray':
    case 'object{}':
    case 'array':
      return 'super';
  }
}
