import type { FieldSchema } from '../contract/contract.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { type FieldType, fieldType } from '../types/field-type.ts';

/*
 * How a sync's SQL, which runs in DuckDB, names the fields of its models: every field of every model is a column of one
 * relation. The first model is the one whose records are sent, the others are joined to it.
 */

/** A field of one of a sync's models. */
export interface RecordField {
  /** The model's place among the sync's models. */
  readonly model: number;
  readonly field: FieldSchema;
}

/** The name of a model's field among the columns of all of a sync's models. */
export function fieldKey(model: number, field: string): string {
  return `${model}.${field}`;
}

export function fieldSql({ model, field }: RecordField): string {
  return hubIdentifier(fieldKey(model, field.name));
}

const INTEGERS: readonly FieldType['kind'][] = ['smallint', 'int', 'bigint'];
const JSON_KINDS: readonly FieldType['kind'][] = ['json', 'jsonarray', 'object{}'];

/**
 * Whether a value of one type is the same as one of another, as SQL that is NULL or false where it is not; undefined
 * where the two types have no values in common. Text is compared with what another type's value is written as.
 */
export function sameValueSql(
  left: { readonly sql: string; readonly type: string },
  right: { readonly sql: string; readonly type: string },
): string | undefined {
  const sides = [fieldType(left.type), fieldType(right.type)] as const;
  const family = familyOf(...sides);
  if (!family) return undefined;
  const [a, b] = [left.sql, right.sql].map((sql, i) => family(sql, sides[i] as FieldType));
  return `${a} = ${b}`;
}

/** How values of two types are brought into one in which equality is sameness. */
function familyOf(left: FieldType, right: FieldType): ((sql: string, type: FieldType) => string) | undefined {
  const is = (test: (type: FieldType) => boolean) => test(left) && test(right);
  if (is((t) => t.kind === 'array' || JSON_KINDS.includes(t.kind)) && left.kind !== right.kind)
    return undefined;
  if (is((t) => JSON_KINDS.includes(t.kind))) return (sql) => `CAST(${sql} AS VARCHAR)`;
  if (is((t) => t.kind === 'array' && t.element.kind !== 'array') && duckdbType(left) === duckdbType(right))
    return (sql) => sql;
  if (left.kind === 'array' || right.kind === 'array') return undefined;
  if (is((t) => INTEGERS.includes(t.kind))) return (sql) => `CAST(${sql} AS BIGINT)`;
  if (is(isExactNumber)) return decimalText;
  if (is((t) => isExactNumber(t) || isFloat(t))) return (sql) => `TRY_CAST(${sql} AS DOUBLE)`;
  if (left.kind === right.kind) return (sql) => sql;
  if (is((t) => t.kind === 'date' || t.kind === 'datetime')) return (sql) => `CAST(${sql} AS TIMESTAMP)`;
  // Without a zone a time is taken as UTC, which is the sessions' zone.
  if (is((t) => ['date', 'datetime', 'datetime_tz'].includes(t.kind)))
    return (sql) => `CAST(${sql} AS TIMESTAMP WITH TIME ZONE)`;
  if (left.kind !== 'string' && right.kind !== 'string') return undefined;
  if (left.kind === 'binary' || right.kind === 'binary') return undefined;
  return (sql, type) => (isExactNumber(type) ? decimalText(sql) : `CAST(${sql} AS VARCHAR)`);
}

function isExactNumber(type: FieldType): boolean {
  return INTEGERS.includes(type.kind) || type.kind === 'decimal' || type.kind === 'number';
}

function isFloat(type: FieldType): boolean {
  return type.kind === 'single' || type.kind === 'double';
}

/** A decimal's text without zeros that say nothing. */
function decimalText(sql: string): string {
  const text = `CAST(${sql} AS VARCHAR)`;
  return `CASE WHEN contains(${text}, '.') THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END`;
}
