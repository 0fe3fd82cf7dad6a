import { exactDecimal, fits } from '../../../families/duckdb/store-value.ts';
import { holds } from '../../../families/duckdb/widening.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { toText } from '../../../movement/csv-dialect.ts';
import { duckdbType } from '../../../movement/duckdb-types.ts';
import type { FieldType } from '../../../types/field-type.ts';

/*
 * How DuckDB writes a value into a Parquet file so that the warehouse finds it in its column's own type. Nothing is left to
 * a conversion in the warehouse.
 */

/** DuckDB's type whose values in a Parquet file are those of a type of Databricks. Throws `unsupported` where there is none. */
export function fileType(targetType: string): string {
  const type = targetType.trim().toUpperCase();
  const element = /^ARRAY\s*<(.*)>$/.exec(type)?.[1];
  if (element !== undefined) return `${fileType(element)}[]`;
  const decimal = /^(?:DECIMAL|DEC|NUMERIC)(?:\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?$/.exec(type);
  if (decimal) return `DECIMAL(${decimal[1] ?? 10},${decimal[2] ?? 0})`;
  const found = FILE_TYPES[type.replace(/\s*\(.*/, '')];
  if (found) return found;
  throw new SyncformError('unsupported', `a column of type ${targetType} cannot be loaded`, {
    hint: 'Leave the column out, or give it a type of the table in the connector’s documentation.',
  });
}

const FILE_TYPES: Readonly<Record<string, string>> = {
  BOOLEAN: 'BOOLEAN',
  TINYINT: 'TINYINT',
  BYTE: 'TINYINT',
  SMALLINT: 'SMALLINT',
  SHORT: 'SMALLINT',
  INT: 'INTEGER',
  INTEGER: 'INTEGER',
  BIGINT: 'BIGINT',
  LONG: 'BIGINT',
  FLOAT: 'FLOAT',
  REAL: 'FLOAT',
  DOUBLE: 'DOUBLE',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_LTZ: 'TIMESTAMP WITH TIME ZONE',
  TIMESTAMP_NTZ: 'TIMESTAMP',
  STRING: 'VARCHAR',
  VARCHAR: 'VARCHAR',
  CHAR: 'VARCHAR',
  BINARY: 'BLOB',
};

/** A value as the file has it; NULL where it does not fit. */
export function fileValue(value: string, field: FieldType, type: string): string {
  return convert(value, field, type, 0);
}

function convert(value: string, field: FieldType, type: string, depth: number): string {
  if (field.kind === 'array' && type.endsWith('[]')) {
    const each = `e${depth}`;
    const stored = convert(each, field.element, type.slice(0, -2), depth + 1);
    return stored === each ? value : `list_transform(${value}, lambda ${each}: ${stored})`;
  }
  const carried = duckdbType(field);
  if (carried === type) return value;
  if (type === 'VARCHAR') return carried === 'JSON' ? `CAST(${value} AS VARCHAR)` : toText(value, field);
  if (type === 'TIMESTAMP WITH TIME ZONE' && field.kind === 'datetime')
    return `(${value} AT TIME ZONE 'UTC')`;
  if (type === 'TIMESTAMP WITH TIME ZONE' && field.kind === 'time')
    return `((DATE '1970-01-01' + ${value}) AT TIME ZONE 'UTC')`;
  const condition = fit(value, field, type, depth);
  const cast = `TRY_CAST(${value} AS ${type})`;
  return condition === undefined ? cast : `CASE WHEN ${condition} THEN ${cast} END`;
}

/** A condition that holds of values that the file can have, or undefined where all can. Of NULL it may be NULL. */
export function fileFit(value: string, field: FieldType, type: string): string | undefined {
  return fit(value, field, type, 0);
}

function fit(value: string, field: FieldType, type: string, depth: number): string | undefined {
  if (field.kind === 'array' && type.endsWith('[]')) {
    const each = `e${depth}`;
    const inner = fit(each, field.element, type.slice(0, -2), depth + 1);
    if (inner === undefined) return undefined;
    return `len(list_filter(${value}, lambda ${each}: ${each} IS NOT NULL AND NOT coalesce(${inner}, false))) = 0`;
  }
  if (type === 'VARCHAR') return undefined;
  const carried = duckdbType(field);
  if (carried === 'VARCHAR' && field.kind !== 'string' && type.startsWith('DECIMAL('))
    return exactDecimal(value, type);
  // The warehouse has no infinite times, and would take DuckDB's for the last day that it knows.
  const finite = /^date/.test(field.kind) ? `isfinite(${value})` : undefined;
  const isInstant = type === 'TIMESTAMP WITH TIME ZONE' && /^(datetime|time)$/.test(field.kind);
  if (isInstant || holds(type, carried)) return finite;
  const said = /^(DATE|TIMESTAMP)/.test(type) ? [`isfinite(TRY_CAST(${value} AS ${type}))`] : [];
  return `(${[fits(value, carried, type), ...said].join(' AND ')})`;
}

/** Values are shown up to this many characters. */
const SHOWN = 100;

/** A text that says why a value cannot be in the table, NULL where it can; undefined where all can. */
export function misfitReason(
  value: string,
  field: FieldType,
  { name, type }: { readonly name: string; readonly type: string },
): string | undefined {
  const condition = fileFit(value, field, fileType(type));
  if (condition === undefined) return undefined;
  const says = quoteLiteral(`column "${name}" is ${type.toUpperCase()} and cannot hold `);
  return `CASE WHEN ${value} IS NOT NULL AND NOT coalesce(${condition}, false) THEN ${says} || left(CAST(${value} AS VARCHAR), ${SHOWN}) END`;
}
