import { noArrays, plainComparisons } from '../../../filters/comparisons.ts';
import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import { type TypeNames, typeName } from '../../../filters/type-names.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteLiteral } from './literal.ts';

const NAMES: TypeNames = {
  string: 'varchar(65535)',
  boolean: 'boolean',
  smallint: 'smallint',
  int: 'integer',
  bigint: 'bigint',
  decimal: 'numeric(p,s)',
  number: 'numeric(38,18)',
  single: 'real',
  double: 'double precision',
  date: 'date',
  time: 'time',
  datetime: 'timestamp',
  datetime_tz: 'timestamptz',
  binary: 'varbyte',
  json: 'super',
  jsonarray: 'super',
  'object{}': 'super',
  array: 'super',
};

/** Redshift, whose texts compare by their bytes. It has no arrays: they are SUPER, as JSON is. */
export const redshiftFilters: FilterDialect = {
  name: 'redshift',
  quoteIdentifier,
  cast: (sql, type) => {
    const name = typeName(NAMES, type);
    return name === 'super' ? `(${sql})` : `CAST(${sql} AS ${name})`;
  },
  literal,
  ...plainComparisons(literal),
  like: (value, pattern) => `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation)}`,
  trim: (value) => `btrim(${value}, ${quoteLiteral(TRIMMED)})`,
  ...noArrays('Redshift'),
  hasJsonElement: (value, other) =>
    `(is_array(${value}) AND array_contains(${value}, json_parse(${quoteLiteral(JSON.stringify(other))})))`,
};

function literal(value: FieldValue, type: FieldType): string {
  const name = typeName(NAMES, type);
  if (value === null) return `CAST(NULL AS ${name})`;
  const text = quoteLiteral(typeof value === 'string' ? value : JSON.stringify(value));
  if (name === 'super') return `json_parse(${text})`;
  if (name === 'varbyte') return `from_hex(${quoteLiteral(String(value).replace(/^\\x/, ''))})`;
  return `CAST(${text} AS ${name})`;
}
