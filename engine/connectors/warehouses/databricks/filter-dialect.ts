import { TRIMMED } from '../../../filters/condition.ts';
import type { FilterDialect } from '../../../filters/dialect.ts';
import type { FieldValue } from '../../../filters/field-values.ts';
import { formatLikePattern } from '../../../filters/like-pattern.ts';
import type { FieldType } from '../../../types/field-type.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** Digits that a DECIMAL has at most. */
const MAX_DIGITS = 38;

/**
 * Databricks, in a session in UTC and in ANSI mode, over columns of any type that casts to the field's without loss. JSON is
 * its text, and so are times of day and numbers that no DECIMAL holds.
 */
export const databricksFilters: FilterDialect = {
  name: 'databricks',
  quoteIdentifier,
  // A cast to STRING is also one to the collation of bytes.
  cast: (sql, type) => `CAST(${sql} AS ${typeName(type)})`,
  literal,
  compare: (value, operator, other, type) =>
    isDecimalText(type)
      ? `coalesce(${orderKey(value)} ${operator} ${orderKey(literal(other, type))}, false)`
      : `${value} ${operator} ${literal(other, type)}`,
  oneOf: (value, others, type) =>
    isDecimalText(type)
      ? `coalesce(${orderKey(value)} IN (${others.map((other) => orderKey(literal(other, type))).join(', ')}), false)`
      : `${value} IN (${others.map((other) => literal(other, type)).join(', ')})`,
  like: (value, pattern) => `${value} LIKE ${quoteLiteral(formatLikePattern(pattern).notation)}`,
  trim: (value) => `btrim(${value}, ${quoteLiteral(TRIMMED)})`,
  hasElement: (value, other, element) =>
    isDecimalText(element)
      ? `coalesce(array_contains(transform(${value}, e -> ${orderKey('e')}), ${orderKey(literal(other, element))}), false)`
      : `coalesce(array_contains(${value}, ${literal(other, element)}), false)`,
  hasJsonElement: (value, other) =>
    `coalesce(exists(try_variant_get(try_parse_json(${value}), '$', 'array<variant>'), e -> ${isJson('e', other)}), false)`,
};

function literal(value: FieldValue, type: FieldType): string {
  const target = typeName(type);
  if (value === null) return `CAST(NULL AS ${target})`;
  if (type.kind === 'array' && typeof value !== 'string')
    return `CAST(array(${value.map((item) => literal(item, type.element)).join(', ')}) AS ${target})`;
  const text = value as string;
  switch (type.kind) {
    case 'string':
      return quoteLiteral(text);
    case 'boolean':
      return text;
    case 'binary':
      return `X'${text.slice(2)}'`;
    case 'date':
    case 'datetime':
      return `CAST(${quoteLiteral(ofEra(text))} AS ${target})`;
    case 'datetime_tz':
      return `CAST(${quoteLiteral(ofEra(text).replace(/\+00$/, '+00:00'))} AS ${target})`;
    default:
      return `CAST(${quoteLiteral(text)} AS ${target})`;
  }
}

/** A year as Spark reads it: 2 BC is -0001. */
function ofEra(text: string): string {
  const found = /^(\d+)(-.*?) BC$/.exec(text);
  if (!found) return text;
  const before = Number(found[1]) - 1;
  return `${before === 0 ? '' : '-'}${String(before).padStart(4, '0')}${found[2]}`;
}

/** The type in which a field's values compare exactly. */
function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'boolean':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'double':
    case 'date':
    case 'binary':
      return type.kind.toUpperCase();
    case 'decimal':
      return isDecimalText(type) ? 'STRING' : `DECIMAL(${type.precision}, ${type.scale})`;
    case 'single':
      return 'FLOAT';
    case 'datetime':
      return 'TIMESTAMP_NTZ';
    case 'datetime_tz':
      return 'TIMESTAMP';
    case 'array':
      return `ARRAY<${typeName(type.element)}>`;
    default:
      return 'STRING';
  }
}

function isDecimalText(type: FieldType): boolean {
  return type.kind === 'number' || (type.kind === 'decimal' && type.precision > MAX_DIGITS);
}

/**
 * A text whose order and equality are those of the number that a decimal's text (no exponent) stands for; NULL of any
 * other text. As of DuckDB's dialect, which says how it is made.
 */
function orderKey(text: string): string {
  const whole = `regexp_extract(${text}, '^[+-]?0*([0-9]*)', 1)`;
  const fraction = `trim(TRAILING '0' FROM regexp_extract(${text}, '[.]([0-9]*)$', 1))`;
  const digits = `concat(${whole}, '.', ${fraction})`;
  const size = `length(${whole})`;
  const padded = (number: string) => `lpad(CAST(${number} AS STRING), 7, '0')`;
  return (
    `CASE WHEN ${text} RLIKE '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$' THEN ` +
    `CASE WHEN ${text} RLIKE '^-.*[1-9]' ` +
    `THEN concat('0', ${padded(`1000000 - ${size}`)}, translate(${digits}, '0123456789', '9876543210'), '~') ` +
    `ELSE concat('1', ${padded(size)}, ${digits}) END ` +
    `ELSE CASE lower(${text}) WHEN '-infinity' THEN '-' WHEN '-inf' THEN '-' WHEN 'infinity' THEN '2' WHEN 'inf' THEN '2' WHEN 'nan' THEN '3' END END`
  );
}

function isJson(element: string, other: string | number | boolean): string {
  const type = `schema_of_variant(${element})`;
  switch (typeof other) {
    case 'string':
      return `${type} = 'STRING' AND CAST(${element} AS STRING) = ${quoteLiteral(other)}`;
    case 'boolean':
      return `${type} = 'BOOLEAN' AND CAST(${element} AS BOOLEAN) = ${other}`;
    case 'number':
      return `${type} RLIKE '^(BIGINT|DECIMAL|DOUBLE|FLOAT)' AND CAST(${element} AS DOUBLE) = CAST('${other}' AS DOUBLE)`;
  }
}
