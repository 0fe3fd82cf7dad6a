import { plainComparisons } from '../../../filters/comparisons.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import { type TypeNames, typeName } from '../../../filters/type-names.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** Numbers need no precision to compare exactly. */
const NAMES: TypeNames = {
  string: 'text',
  boolean: 'boolean',
  smallint: 'smallint',
  int: 'integer',
  bigint: 'bigint',
  decimal: 'numeric',
  number: 'numeric',
  single: 'real',
  double: 'double precision',
  date: 'date',
  time: 'time',
  datetime: 'timestamp',
  datetime_tz: 'timestamptz',
  binary: 'bytea',
  json: 'jsonb',
  jsonarray: 'jsonb',
  'object{}': 'jsonb',
  array: 'T[]',
};

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
    const typed = `(${sql})::${typeName(NAMES, type)}`;
    return type.kind === 'string' ? bytewise(typed) : typed;
  },
  literal,
  ...plainComparisons(literal),
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
  const target = typeName(NAMES, type);
  if (value === null) return `NULL::${target}`;
  if (type.kind === 'array' && typeof value !== 'string')
    return `ARRAY[${value.map((item) => literal(item, type.element)).join(', ')}]::${target}`;
  return `${quoteLiteral(value as string)}::${target}`;
}
