import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteLiteral } from './literal.ts';

/** Snowflake, whose texts compare by their bytes where no collation is set. Arrays are of VARIANTs. */
export const snowflakeFilters: FilterDialect = {
  name: 'snowflake',
  quoteIdentifier,
  cast: (sql, type) => {
    const name = typeName(type);
    return name === 'VARIANT' ? `(${sql})` : `CAST(${sql} AS ${name})`;
  },
  literal,
  compare: (value, operator, other, type) => `${value} ${operator} ${literal(other, type)}`,
  oneOf: (value, others, type) => `${value} IN (${others.map((other) => literal(other, type)).join(', ')})`,
  like(value, pattern) {
    const { notation, escaped } = formatLikePattern(pattern);
    return `${value} LIKE ${quoteLiteral(notation)}${escaped ? ` ESCAPE ${quoteLiteral('\\')}` : ''}`;
  },
  trim: (value) => `TRIM(${value}, ${quoteLiteral(TRIMMED)})`,
  hasElement: (value, other, element) =>
    `ARRAY_CONTAINS(TO_VARIANT(${literal(other, element)}), AS_ARRAY(${value}))`,
  hasJsonElement: (value, other) =>
    `(IS_ARRAY(${value}) AND ARRAY_CONTAINS(PARSE_JSON(${quoteLiteral(JSON.stringify(other))}), AS_ARRAY(${value})))`,
};

function literal(value: FieldValue, type: FieldType): string {
  const name = typeName(type);
  if (value === null) return `CAST(NULL AS ${name})`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (name === 'VARIANT') return `PARSE_JSON(${quoteLiteral(text)})`;
  if (name === 'BINARY') return `TO_BINARY(${quoteLiteral(text.replace(/^\\x/, ''))}, 'HEX')`;
  if (name === 'FLOAT') return `CAST(${quoteLiteral(text.replace('Infinity', 'inf'))} AS FLOAT)`;
  return `CAST(${quoteLiteral(text)} AS ${name})`;
}

/** The type in which a field's values compare exactly. */
function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'string':
      return 'VARCHAR';
    case 'boolean':
      return 'BOOLEAN';
    case 'date':
      return 'DATE';
    case 'time':
      return 'TIME';
    case 'smallint':
    case 'int':
    case 'bigint':
      return 'NUMBER(38,0)';
    case 'decimal':
      return `NUMBER(${type.precision},${type.scale})`;
    case 'number':
      return 'NUMBER(38,18)';
    case 'single':
    case 'double':
      return 'FLOAT';
    case 'datetime':
      return 'TIMESTAMP_NTZ';
    case 'datetime_tz':
      return 'TIMESTAMP_LTZ';
    case 'binary':
      return 'BINARY';
    case 'json':
    case 'jsonarray':
    case 'object{}':
    case 'array':
      return 'VARIANT';
  }
}
