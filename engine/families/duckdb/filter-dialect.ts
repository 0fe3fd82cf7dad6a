import { TRIMMED } from '../../filters/condition.ts';
import type { FilterDialect } from '../../filters/dialect.ts';
import type { FieldValue } from '../../filters/field-values.ts';
import { formatLikePattern } from '../../filters/like-pattern.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { duckdbType, MAX_DECIMAL_DIGITS } from '../../movement/duckdb-types.ts';
import type { FieldType } from '../../types/field-type.ts';

/** DuckDB, over columns in the types of movement/duckdb-types.ts or any that cast to them without loss. */
export const duckdbFilters: FilterDialect = {
  name: 'duckdb',
  quoteIdentifier,
  cast: (sql, type) => {
    const typed = `CAST(${sql} AS ${duckdbType(type)})`;
    return type.kind === 'string' ? `${typed} COLLATE C` : typed;
  },
  literal,
  compare: (value, operator, other, type) =>
    isDecimalText(type)
      ? `coalesce(${orderKey(value)} ${operator} ${orderKey(literal(other, type))}, false)`
      : `${value} ${operator} ${literal(other, type)}`,
  oneOf: (value, others, type) =>
    isDecimalText(type)
      ? `coalesce(${orderKey(value)} IN (${others.map((other) => orderKey(literal(other, type))).join(', ')}), false)`
      : `${value} IN (${others.map((other) => literal(other, type)).join(', ')})`,
  like: (value, pattern) => {
    const { notation, escaped } = formatLikePattern(pattern);
    return `${value} LIKE ${quoteLiteral(notation)}${escaped ? " ESCAPE '\\'" : ''}`;
  },
  trim: (value) => `trim(${value}, ${quoteLiteral(TRIMMED)}) COLLATE C`,
  hasElement: (value, other, element) =>
    isDecimalText(element)
      ? `list_contains(list_transform(${value}, lambda e: ${orderKey('e')}), ${orderKey(literal(other, element))})`
      : `list_contains(${value}, ${literal(other, element)})`,
  hasJsonElement: (value, other) =>
    `len(list_filter(json_extract(${value}, '$[*]'), lambda e: ${isJson('e', other)})) > 0`,
};

function literal(value: FieldValue, type: FieldType): string {
  const target = duckdbType(type);
  if (value === null) return `CAST(NULL AS ${target})`;
  if (type.kind === 'array' && typeof value !== 'string')
    return `CAST([${value.map((item) => literal(item, type.element)).join(', ')}] AS ${target})`;
  const text = value as string;
  if (type.kind === 'binary') return `unhex(${quoteLiteral(text.slice(2))})`;
  return `CAST(${quoteLiteral(text)} AS ${target})`;
}

/** Whether numbers of the type are held as text, because DuckDB has no number type for them. */
function isDecimalText(type: FieldType): boolean {
  return type.kind === 'number' || (type.kind === 'decimal' && type.precision > MAX_DECIMAL_DIGITS);
}

/**
 * A text whose order and equality are those of the number that a decimal's text (no exponent) stands for; NULL of any
 * other text. Numbers from zero up: `1`, how many digits stand before the point, the digits. Below zero: `0`, and the
 * same with everything turned around. -Infinity, Infinity and NaN are `-`, `2` and `3`.
 */
function orderKey(text: string): string {
  const whole = `regexp_extract(${text}, '^[+-]?0*([0-9]*)', 1)`;
  const fraction = `rtrim(regexp_extract(${text}, '[.]([0-9]*)$', 1), '0')`;
  const digits = `${whole} || '.' || ${fraction}`;
  const length = `length(${whole})`;
  return (
    `CASE WHEN regexp_full_match(${text}, '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)') THEN ` +
    `CASE WHEN regexp_matches(${text}, '^-.*[1-9]') ` +
    `THEN '0' || lpad(CAST(1000000 - ${length} AS VARCHAR), 7, '0') || translate(${digits}, '0123456789', '9876543210') || '~' ` +
    `ELSE '1' || lpad(CAST(${length} AS VARCHAR), 7, '0') || ${digits} END ` +
    `ELSE CASE lower(${text}) WHEN '-infinity' THEN '-' WHEN '-inf' THEN '-' WHEN 'infinity' THEN '2' WHEN 'inf' THEN '2' WHEN 'nan' THEN '3' END END`
  );
}

function isJson(element: string, other: string | number | boolean): string {
  const text = `json_extract_string(${element}, '$')`;
  switch (typeof other) {
    case 'string':
      return `json_type(${element}) = 'VARCHAR' AND ${text} = ${quoteLiteral(other)}`;
    case 'boolean':
      return `json_type(${element}) = 'BOOLEAN' AND ${text} = '${other}'`;
    case 'number':
      return `json_type(${element}) IN ('BIGINT', 'UBIGINT', 'DOUBLE') AND coalesce(TRY_CAST(${text} AS DOUBLE) = CAST('${other}' AS DOUBLE), false)`;
  }
}
