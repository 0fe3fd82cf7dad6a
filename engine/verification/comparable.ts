import { toText } from '../movement/csv-dialect.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { type FieldType, fieldType } from '../types/field-type.ts';

/** A value in a relation of DuckDB. */
export interface Value {
  readonly sql: string;
  /** Field type's text. */
  readonly type: string;
}

const INTEGERS: readonly FieldType['kind'][] = ['smallint', 'int', 'bigint'];
const JSON_KINDS: readonly FieldType['kind'][] = ['json', 'jsonarray', 'object{}'];

/**
 * SQL of a value that was sent, and of what the target has in its place, in a form in which they are equal where the target
 * holds what was sent: it may write a number, a time or JSON otherwise.
 */
export function comparable(sent: Value, held: Value): readonly [sent: string, held: string] {
  const [from, to] = [fieldType(sent.type), fieldType(held.type)];
  const both = (form: (sql: string) => string) => [form(sent.sql), form(held.sql)] as const;
  if (isJson(to)) return both(jsonLeaves);
  if (to.kind === 'string')
    return [isJson(from) ? `CAST(${sent.sql} AS VARCHAR)` : toText(sent.sql, from), held.sql];
  if (to.kind === 'single') return both((sql) => `TRY_CAST(${sql} AS FLOAT)`);
  if (to.kind === 'double' || from.kind === 'single' || from.kind === 'double')
    return both((sql) => `TRY_CAST(${sql} AS DOUBLE)`);
  if (isExact(from) && isExact(to)) return both(decimalText);
  if (from.kind === 'boolean' && isInteger(to)) return [`CAST(${sent.sql} AS INTEGER)`, held.sql];
  if (from.kind === to.kind && from.kind !== 'array') return [sent.sql, held.sql];
  return [`TRY_CAST(${sent.sql} AS ${duckdbType(to)})`, held.sql];
}

/** A value as the text of a key; NULL where it is NULL. */
export function comparableKey(sent: Value, held: Value): readonly [sent: string, held: string] {
  const [a, b] = comparable(sent, held);
  return [`CAST(${a} AS VARCHAR)`, `CAST(${b} AS VARCHAR)`];
}

function isJson({ kind }: FieldType): boolean {
  return JSON_KINDS.includes(kind);
}

function isInteger({ kind }: FieldType): boolean {
  return INTEGERS.includes(kind);
}

function isExact(type: FieldType): boolean {
  return isInteger(type) || type.kind === 'decimal' || type.kind === 'number';
}

/** A number's text without zeros that say nothing. */
function decimalText(sql: string): string {
  const text = `CAST(${sql} AS VARCHAR)`;
  return `CASE WHEN contains(${text}, '.') THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END`;
}

/** JSON as a list of what is at each path, whatever the order of its keys. */
function jsonLeaves(sql: string): string {
  const json = `TRY_CAST(${sql} AS JSON)`;
  return `(SELECT list(fullkey || type || coalesce(CAST(atom AS VARCHAR), '') ORDER BY fullkey) FROM json_tree(${json}))`;
}

/** What a column does not keep of a value, where that shows in what is read back: of arrays their subscripts alone do not. */
export function lossThatShows(
  column: { readonly type: string; readonly lossy: string | null } | undefined,
): string | undefined {
  if (!column || column.lossy === null || fieldType(column.type).kind === 'array') return undefined;
  return column.lossy;
}
