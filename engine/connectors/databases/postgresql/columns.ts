import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { MAX_DECIMAL_DIGITS } from '../../../movement/duckdb-types.ts';
import { fieldType, formatFieldType } from '../../../types/field-type.ts';
import { sourceType, targetType } from '../../../types/map-types.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { postgresqlTypes } from './types.ts';

/** The Postgres type that holds a field type; every field type has one. */
export function naturalType(type: string): string {
  const mapped = targetType(postgresqlTypes, type);
  if (!mapped) throw new RangeError(`Postgres has no type for ${type}`);
  return mapped.type;
}

/*
 * An expression for each way in which a column leaves. A cast to text is not always what the server prints: inet gains
 * a mask, char(n) loses its padding. There the output function itself is called.
 */

/** The value in the engine's dialect of CSV. */
export function csvExpression(column: SourceColumn): string {
  const { value, mapping } = typed(column);
  if (!mapping.endsWith('[]'))
    return mapping === 'money' ? `${value}::numeric` : isComposite(mapping) ? `to_json(${value})` : value;
  return `to_json(${jsonElements(value, mapping.slice(0, -2))})`;
}

/** The value in a built-in type that every server has in the same binary form, and that type. */
export function copyExpression(column: SourceColumn): { readonly sql: string; readonly type: string } {
  const { value, mapping } = typed(column);
  const field = fieldType(column.type);
  const natural = naturalType(column.type);
  if (mapping === 'json' || mapping === 'json[]') return { sql: value, type: mapping };
  if (isComposite(mapping)) return { sql: `to_json(${value})`, type: 'json' };
  if (mapping.endsWith('[]')) {
    const element = mapping.slice(0, -2);
    if (natural === 'jsonb') return { sql: `(${csvExpression(column)})::jsonb`, type: natural };
    if (isComposite(element)) return { sql: `${compositeElements(value)}::json[]`, type: 'json[]' };
    if (field.kind === 'array' && field.element.kind === 'string')
      return { sql: `textin(array_out(${value}))::text[]`, type: natural };
    return { sql: `${value}::${natural}`, type: natural };
  }
  return { sql: field.kind === 'string' ? asText(value, mapping) : `${value}::${natural}`, type: natural };
}

/**
 * The value in a type that DuckDB's postgres extension reads exactly, and whether that is the dialect's text. The
 * extension makes a numeric without a precision a double, and NaN a 0: the first goes as text, the second as an error.
 */
export function extensionExpression(column: SourceColumn): {
  readonly sql: string;
  readonly isText: boolean;
} {
  const field = fieldType(column.type);
  switch (field.kind) {
    case 'string':
      return { sql: copyExpression(column).sql, isText: true };
    case 'decimal':
      if (field.precision <= MAX_DECIMAL_DIGITS) return { sql: refusingNaN(column), isText: false };
      return { sql: `(${csvExpression(column)})::text`, isText: true };
    case 'number':
    case 'json':
    case 'jsonarray':
    case 'object{}':
    case 'array':
      return { sql: `(${csvExpression(column)})::text`, isText: true };
    default:
      return { sql: copyExpression(column).sql, isText: false };
  }
}

/** Types that the extension's own scan of a table reads exactly, but for NaN in a numeric. */
const SCANNABLE =
  /^(boolean|smallint|integer|bigint|real|double precision|date|time without time zone|timestamp with(out)? time zone|bytea|text|character varying(\(\d+\))?|uuid|jsonb|numeric\(\d+,\d+\))$/;

/** Whether the extension's own scan of a table reads a column exactly; of a numeric it must be known to hold no NaN. */
export function isScannable(column: SourceColumn): boolean {
  if (sourceType(postgresqlTypes, column.mapping).type !== column.type) return false;
  const field = fieldType(column.type);
  if (field.kind === 'decimal' && field.precision > MAX_DECIMAL_DIGITS) return false;
  return SCANNABLE.test(column.mapping);
}

/** A numeric; for NaN a cast that fails, with words of ours in the server's message. */
function refusingNaN(column: SourceColumn): string {
  const { sql, type } = copyExpression(column);
  const words = quoteLiteral(` in column ${column.name}, which a ${column.type} cannot hold`);
  return `CASE WHEN ${sql} = 'NaN' THEN (${sql} || ${words})::integer::${type} ELSE ${sql} END`;
}

/** The column as a value of the type that its field type stands for: cast where the field was given another type. */
function typed(column: SourceColumn): { readonly value: string; readonly mapping: string } {
  const ref = quoteIdentifier(column.name);
  if (sourceType(postgresqlTypes, column.mapping).type === withoutDimensions(column.type))
    return { value: ref, mapping: column.mapping };
  const natural = naturalType(column.type);
  const value = natural === 'text' ? asText(ref, column.mapping) : `${ref}::${natural}`;
  return { value, mapping: natural };
}

/** The type of a column's array, whose server's type tells nothing of its dimensions. */
function withoutDimensions(type: string): string {
  let field = fieldType(type);
  while (field.kind === 'array' && field.element.kind === 'array') field = field.element;
  return formatFieldType(field);
}

/** A field type in as many dimensions as its column was declared with; Postgres itself does not hold values to them. */
export function withDimensions(type: string, declared: number): string {
  const field = fieldType(type);
  return field.kind === 'array' && declared > 1 ? withDimensions(`array<${type}>`, declared - 1) : type;
}

function asText(value: string, mapping: string): string {
  if (mapping.endsWith('[]')) return `to_json(${jsonElements(value, mapping.slice(0, -2))})::text`;
  if (isComposite(mapping)) return `to_json(${value})::text`;
  if (mapping === 'inet') return `textin(inet_out(${value}))`;
  if (/^(character|bpchar)(\(|$)/.test(mapping)) return `textin(bpcharout(${value}))`;
  if (mapping === 'text') return value;
  return `${value}::text`;
}

/** An array whose elements JSON holds exactly: booleans and integers as they are, everything else as its text. */
function jsonElements(value: string, element: string): string {
  if (['boolean', 'smallint', 'integer', 'bigint', 'oid'].includes(element)) return value;
  if (element === 'money') return `${value}::numeric[]::text[]`;
  if (isComposite(element)) return compositeElements(value);
  return `textin(array_out(${value}))::text[]`;
}

function compositeElements(value: string): string {
  return (
    `(CASE WHEN ${value} IS NOT NULL THEN ARRAY(SELECT CASE WHEN json_typeof(e) <> 'null' THEN e::text END ` +
    `FROM json_array_elements(to_json(${value})) WITH ORDINALITY AS u(e, o) ORDER BY o) END)`
  );
}

function isComposite(mapping: string): boolean {
  return mapping === 'composite' || mapping === 'record';
}
