import type { FieldSchema } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { type FieldType, fieldType } from '../../types/field-type.ts';
import { sourceType } from '../../types/map-types.ts';
import { duckdbTypes, typeName } from './types.ts';

/** The fields that a SELECT (or a table's quoted name) yields, without running it. */
export async function describeFields(
  session: DuckdbSession,
  select: string,
  key: readonly string[] = [],
): Promise<readonly FieldSchema[]> {
  const rows = await session.all(`SELECT column_name, column_type, "null" FROM (DESCRIBE ${select})`);
  return rows.map(([name, type, nullable]) =>
    fieldOf(String(name), String(type), nullable !== 'NO', key.includes(String(name))),
  );
}

/** A field of a column of one of DuckDB's types. */
export function fieldOf(name: string, type: string, nullable: boolean, isKey: boolean): FieldSchema {
  const mapped = sourceType(duckdbTypes, typeName(type));
  return {
    id: name,
    name,
    type: mapped.type,
    remote_type: type,
    nullable: nullable && !isKey,
    is_primary_key: isKey,
    ...(mapped.lossy ? { lossy: mapped.lossy } : {}),
  };
}

/**
 * A column's value in the type in which relations carry the field's type. `remoteType` is the column's own; where a
 * definition asks for a field type other than the column's, the value is cast or the statement fails.
 */
export function hubValue(name: string, remoteType: string, type: string): string {
  return convert(quoteIdentifier(name), remoteType, fieldType(type), 0);
}

function convert(value: string, remoteType: string, field: FieldType, depth: number): string {
  const hub = duckdbType(field);
  if (remoteType === hub) return value;
  const list = /^(.*)\[(\d*)\]$/s.exec(remoteType);
  if (list && field.kind === 'array') {
    const element = `e${depth}`;
    const inner = convert(element, list[1] as string, field.element, depth + 1);
    const variable = list[2] ? `CAST(${value} AS ${list[1]}[])` : value;
    return inner === element ? variable : `list_transform(${variable}, lambda ${element}: ${inner})`;
  }
  const isDocument = /^(STRUCT|MAP|UNION|VARIANT)\b/.test(remoteType) || list !== null;
  if (hub === 'JSON' && isDocument) return `to_json(${value})`;
  return `CAST(${value} AS ${hub})`;
}

/** A SELECT of these fields, in order, from a FROM clause, in the hub's types. */
export function selectFields(fields: readonly FieldSchema[], from: string): string {
  const values = fields.map(
    (field) => `${hubValue(field.name, field.remote_type, field.type)} AS ${quoteIdentifier(field.name)}`,
  );
  return `SELECT ${values.join(', ')} FROM ${from}`;
}
