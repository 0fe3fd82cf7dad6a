import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/**
 * PostgreSQL, over columns of any type whose text is the field's. Two types have to come as the expression that makes them
 * the field's value: character(n) as text, if its padding is to stay (a cast drops it), and composites as JSON (of a
 * composite, IS NULL asks about its fields). Overridden values keep their family of types, not its precision: `numeric`,
 * `jsonb`, `text`.
 */
export const postgresqlFilters: FilterDialect = {
  name: 'postgresql',
  quoteIdentifier,
  cast: (sql, type) => {
    const typed = `(${sql})::${typeName(type)}`;
    return type.kind === 'string' ? bytewise(typed) : typed;
  },
  literal,
  compare: (value, operator, other, type) => `${value} ${operator} ${literal(other, type)}`,
  oneOf: (value, others, type) => `${value} IN (${others.map((other) => literal(other, type)).join(', ')})`,
  like: (value, pattern) => `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation)}`,
  trim: (value) => bytewise(`btrim(${value}, ${quoteLiteral(TRIMMED)})`),
  hasElement: (value, other, element) => {
    const sought = literal(other, element);
    return `coalesce(${element.kind === 'string' ? bytewise(sought) : sought} = ANY (${value}), false)`;
  },
  hasJsonElement: (value, other) =>
    `(jsonb_typeof(${value}) = 'array' AND ${value} @> ${quoteLiteral(JSON.stringify([other]))}::jsonb)`,
};

function bytewise(text: string): string {
  return `${text} COLLATE "C"`;
}

function literal(value: FieldValue, type: FieldType): string {
  const target = typeName(type);
  if (value === null) return `NULL::${target}`;
  if (type.kind === 'array' && typeof value !== 'string')
    return `ARRAY[${value.map((item) => literal(item, type.element)).join(', ')}]::${target}`;
  return `${quoteLiteral(value as string)}::${target}`;
}

/** The type in which a field's values compare exactly; numbers need no precision for that. */
function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'string':
      return 'text';
    case 'boolean':
    case 'smallint':
    case 'bigint':
    case 'date':
    case 'time':
      return type.kind;
    case 'int':
      return 'integer';
    case 'decimal':
    case 'number':
      return 'numeric';
    case 'single':
      return 'real';
    case 'double':
      return 'double precision';
    case 'datetime':
      return 'timestamp';
    case 'datetime_tz':
      return 'timestamptz';
    case 'json':
    case 'jsonarray':
    case 'object{}':
      return 'jsonb';
    case 'binary':
      return 'bytea';
    case 'array':
      return `${typeName(type.element)}[]`;
  }
}
