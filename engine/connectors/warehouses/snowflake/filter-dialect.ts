import { plainComparisons } from '../../../filters/comparisons.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import { type TypeNames, typeName } from '../../../filters/type-names.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteLiteral } from './literal.ts';

const NAMES: TypeNames = {
  string: 'VARCHAR',
  boolean: 'BOOLEAN',
  smallint: 'NUMBER(38,0)',
  int: 'NUMBER(38,0)',
  bigint: 'NUMBER(38,0)',
  decimal: 'NUMBER(p,s)',
  number: 'NUMBER(38,18)',
  single: 'FLOAT',
  double: 'FLOAT',
  date: 'DATE',
  time: 'TIME',
  datetime: 'TIMESTAMP_NTZ',
  datetime_tz: 'TIMESTAMP_LTZ',
  binary: 'BINARY',
  json: 'VARIANT',
  jsonarray: 'VARIANT',
  'object{}': 'VARIANT',
  array: 'VARIANT',
};

/** Snowflake, whose texts compare by their bytes where no collation is set. Arrays are of VARIANTs. */
export const snowflakeFilters: FilterDialect = {
  name: 'snowflake',
  quoteIdentifier,
  cast: (sql, type) => {
    const name = typeName(NAMES, type);
    return name === 'VARIANT' ? `(${sql})` : `CAST(${sql} AS ${name})`;
  },
  literal,
  ...plainComparisons(literal),
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
  const name = typeName(NAMES, type);
  if (value === null) return `CAST(NULL AS ${name})`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (name === 'VARIANT') return `PARSE_JSON(${quoteLiteral(text)})`;
  if (name === 'BINARY') return `TO_BINARY(${quoteLiteral(text.replace(/^\\x/, ''))}, 'HEX')`;
  if (name === 'FLOAT') return `CAST(${quoteLiteral(text.replace('Infinity', 'inf'))} AS FLOAT)`;
  return `CAST(${quoteLiteral(text)} AS ${name})`;
}
