import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteLiteral } from '../../movement/sql.ts';
import type { FieldSchema, ObjectSchema, ObjectSummary } from '../contract.ts';
import { describeFields } from './fields.ts';
import { formatTableId, parseTableId, qualifyTable, type TableName } from './names.ts';

/** What the engine keeps in a file for itself is no object. */
const OWN_PREFIX = '_syncform';

export interface CatalogObject extends ObjectSchema {
  readonly table: TableName;
  readonly fields: readonly FieldSchema[];
}

/** Tables and views of an attached file, by name. */
export async function listObjects(
  session: DuckdbSession,
  catalog: string,
  schema: string | undefined,
): Promise<readonly ObjectSummary[]> {
  const rows = await session.all(
    `SELECT schema_name, table_name, estimated_size FROM duckdb_tables()
      WHERE database_name = ${catalogLiteral(catalog)} AND NOT internal AND NOT temporary
     UNION ALL
     SELECT schema_name, view_name, NULL FROM duckdb_views()
      WHERE database_name = ${catalogLiteral(catalog)} AND NOT internal AND NOT temporary
     ORDER BY 1, 2`,
  );
  return rows
    .map(([schemaName, table, rows]) => ({
      table: { schema: String(schemaName), table: String(table) },
      rows,
    }))
    .filter(({ table }) => !table.table.startsWith(OWN_PREFIX))
    .filter(({ table }) => schema === undefined || table.schema === schema)
    .map(({ table, rows }) => ({
      ...summary(table),
      ...(rows === null ? {} : { estimated_rows: Number(rows) }),
    }));
}

function summary(table: TableName): ObjectSummary {
  return { id: formatTableId(table), name: table.table, output_name: table.table };
}

/** The objects that these ids name, in that order, without those that are not there. */
export async function describeObjects(
  session: DuckdbSession,
  catalog: string,
  ids: readonly string[],
  schema?: string,
): Promise<readonly CatalogObject[]> {
  const listed = new Map(
    (await listObjects(session, catalog, undefined)).map((object) => [object.id, object]),
  );
  const described: CatalogObject[] = [];
  for (const id of ids) {
    const table = parseTableId(id, schema);
    const object = table && listed.get(formatTableId(table));
    if (!object) continue;
    const key = await keyOf(session, catalog, table);
    const fields = await describeFields(session, qualifyTable(catalog, table), key);
    described.push({ ...object, table, fields });
  }
  return described;
}

/** How a table's comment tells its key, where no constraint does. */
const KEY_COMMENT = /^syncform key: (\[.*\])$/s;

/** The comment that keeps a table's key; see define.ts for why it is not a constraint. */
export function keyComment(key: readonly string[]): string {
  return `syncform key: ${JSON.stringify(key)}`;
}

/** The columns of a table's primary key, or of the key that its comment names. */
export async function keyOf(
  session: DuckdbSession,
  catalog: string,
  { schema, table }: TableName,
): Promise<readonly string[]> {
  const of = `database_name = ${catalogLiteral(catalog)} AND schema_name = ${quoteLiteral(schema)} AND table_name = ${quoteLiteral(table)}`;
  const [constraint] = await session.all(
    `SELECT to_json(constraint_column_names) FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY' AND ${of}`,
  );
  if (constraint) return JSON.parse(String(constraint[0]));
  const [commented] = await session.all(`SELECT comment FROM duckdb_tables() WHERE ${of}`);
  const key = KEY_COMMENT.exec(String(commented?.[0] ?? ''))?.[1];
  return key ? JSON.parse(key) : [];
}

/** A quoted catalog name as a literal to compare names with. */
export function catalogLiteral(catalog: string): string {
  return quoteLiteral(catalog.slice(1, -1).replaceAll('""', '"'));
}
