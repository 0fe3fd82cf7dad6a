import type { FieldSchema, ObjectSchema, ObjectSummary } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { messageOf, SyncformError } from '../../kit/errors.ts';
import { quoteLiteral } from '../../kit/sql.ts';
import { openConfinedDuckdb } from '../../movement/confined-sql.ts';
import type { DuckdbDatabase } from './database.ts';
import { describeFields } from './fields.ts';
import { formatTableId, parseTableId, qualifyTable, type TableName } from './names.ts';

/** What the engine keeps in a file for itself is no object. */
const OWN_PREFIX = '_syncform';

/** Whether a database's SQL is confined, and how. */
export type Confinement = Pick<DuckdbDatabase, 'isConfined' | 'isRemote'>;

export interface CatalogObject extends ObjectSchema {
  readonly table: TableName;
  /** A view, whose SQL is whatever its maker wrote. */
  readonly isView: boolean;
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
  return { id: formatTableId(table), name: table.table, output_name: table.table, schema: table.schema };
}

/**
 * The objects that these ids name, in that order, without those that are not there. Throws `invalid` of a view that reads
 * more than a confined database.
 */
export async function describeObjects(
  session: DuckdbSession,
  catalog: string,
  ids: readonly string[],
  { isConfined, isRemote, schema }: Confinement & { readonly schema?: string },
): Promise<readonly CatalogObject[]> {
  const listed = new Map(
    (await listObjects(session, catalog, undefined)).map((object) => [object.id, object]),
  );
  const found: { object: ObjectSummary; table: TableName; keys: TableKeys | undefined }[] = [];
  for (const id of ids) {
    const table = parseTableId(id, schema);
    const object = table && listed.get(formatTableId(table));
    if (!object) continue;
    found.push({ object, table, keys: await keysOf(session, catalog, table) });
  }
  if (isConfined) {
    const views = found.filter(({ keys }) => keys === undefined);
    await confineViews(
      session,
      { catalog, isRemote },
      views.map(({ table }) => table),
    );
  }
  const described: CatalogObject[] = [];
  for (const { object, table, keys } of found) {
    const read = () => describeFields(session, qualifyTable(catalog, table), keys?.key);
    const fields = keys ? await read() : await ofView(table, read);
    described.push({ ...object, table, isView: keys === undefined, fields });
  }
  return described;
}

/** Throws `invalid` of the first view that reads more than its own database. */
export async function confineViews(
  session: DuckdbSession,
  own: { readonly catalog: string; readonly isRemote: boolean },
  views: readonly TableName[],
): Promise<void> {
  if (views.length === 0) return;
  await using confined = await openConfinedDuckdb(session, own);
  for (const view of views)
    await ofView(view, () =>
      confined.check(`SELECT * FROM ${qualifyTable(own.catalog, view)}`, `the view ${formatTableId(view)}`),
    );
}

/** Looks at a view. What is wrong with its SQL (a table that is gone) is the view's own fault and names it. */
async function ofView<T>(view: TableName, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof SyncformError) throw error;
    const [reason] = messageOf(error).split('\n');
    throw new SyncformError('failed', `the view ${formatTableId(view)} cannot be read: ${reason}`, {
      hint: 'Fix the view, or drop it.',
    });
  }
}

/** How a table's comment tells its key, where no constraint does. */
const KEY_COMMENT = /^syncform key: (\[.*\])$/s;

/** The comment that keeps a table's key; see define.ts for why it is not a constraint. */
export function keyComment(key: readonly string[]): string {
  return `syncform key: ${JSON.stringify(key)}`;
}

/** What tells a table's rows apart. */
export interface TableKeys {
  /** Columns of its primary key, or of the key that its comment names. */
  readonly key: readonly string[];
  /** Columns of each UNIQUE constraint. */
  readonly unique: readonly (readonly string[])[];
}

/** A table's keys; undefined where it is no table, but a view for instance. */
export async function keysOf(
  session: DuckdbSession,
  catalog: string,
  { schema, table }: TableName,
): Promise<TableKeys | undefined> {
  const of = `database_name = ${catalogLiteral(catalog)} AND schema_name = ${quoteLiteral(schema)} AND table_name = ${quoteLiteral(table)}`;
  const [found] = await session.all(
    `SELECT comment, (SELECT to_json(list({type: constraint_type, columns: constraint_column_names}))
                        FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE') AND ${of})
       FROM duckdb_tables() WHERE ${of}`,
  );
  if (!found) return undefined;
  const [comment, listed] = found;
  const constraints = JSON.parse(String(listed ?? '[]')) as { type: string; columns: string[] }[];
  const commented = KEY_COMMENT.exec(String(comment ?? ''))?.[1];
  return {
    key:
      constraints.find(({ type }) => type === 'PRIMARY KEY')?.columns ??
      (commented ? (JSON.parse(commented) as string[]) : []),
    unique: constraints.filter(({ type }) => type === 'UNIQUE').map(({ columns }) => columns),
  };
}

/** A table's or view's columns in order, as DuckDB tells them; undefined where there is none of that (qualified) name. */
export async function describeColumns(
  session: DuckdbSession,
  table: string,
): Promise<
  readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[] | undefined
> {
  try {
    const rows = await session.all(`DESCRIBE ${table}`);
    return rows.map(([name, type, nullable]) => ({
      name: String(name),
      type: String(type),
      nullable: nullable !== 'NO',
    }));
  } catch (error) {
    // Of a name like `orders.json` that no table has, DuckDB looks for a file.
    if (/^Table with name .* does not exist|^No files found that match/s.test(messageOf(error)))
      return undefined;
    throw error;
  }
}

/** A table as a statement finds it. */
export interface TableAsIs {
  /** In order, with their types as DuckDB tells them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Whether it has no rows. Of a table, DuckDB's estimate is the number of rows that it has, deleted ones among them. */
  readonly isEmpty: boolean;
}

/** Tables by their ids, asked for together; one that is not there is left out. */
export async function tablesAsTheyAre(
  session: DuckdbSession,
  catalog: string,
  tables: readonly TableName[],
): Promise<ReadonlyMap<string, TableAsIs>> {
  const wanted = tables.map(({ schema, table }) => `(${quoteLiteral(schema)}, ${quoteLiteral(table)})`);
  const rows = await session.all(
    `SELECT schema_name, table_name, column_name, data_type, coalesce(estimated_size = 0, false)
       FROM duckdb_columns() LEFT JOIN duckdb_tables() USING (database_name, schema_name, table_name)
      WHERE database_name = ${catalogLiteral(catalog)} AND (schema_name, table_name) IN (${wanted.join(', ')})
      ORDER BY column_index`,
  );
  const found = new Map<string, { columns: { name: string; type: string }[]; isEmpty: boolean }>();
  for (const [schema, table, name, type, isEmpty] of rows) {
    const id = formatTableId({ schema: String(schema), table: String(table) });
    const columns = found.get(id)?.columns ?? [];
    columns.push({ name: String(name), type: String(type) });
    found.set(id, { columns, isEmpty: isEmpty === true });
  }
  return found;
}

/** Whether that name is a view's. */
export async function isView(
  session: DuckdbSession,
  catalog: string,
  { schema, table }: TableName,
): Promise<boolean> {
  // DuckDB's names differ by more than case.
  const found = await session.all(
    `SELECT 1 FROM duckdb_views() WHERE database_name = ${catalogLiteral(catalog)}
        AND lower(schema_name) = lower(${quoteLiteral(schema)}) AND lower(view_name) = lower(${quoteLiteral(table)})`,
  );
  return found.length > 0;
}

/** A quoted catalog name as a literal to compare names with. */
export function catalogLiteral(catalog: string): string {
  return quoteLiteral(catalog.slice(1, -1).replaceAll('""', '"'));
}
