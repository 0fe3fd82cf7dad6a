import { formatTableId, quoteSchema, quoteTable, type TableName } from './names.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/*
 * The text of every statement that looks at what there is, for a Databricks engineer to read: statements.test.ts has each
 * as it is sent. Those that make and alter tables are in table-statements.ts, those that read rows in read-statements.ts.
 */

export function showCatalogs(): string {
  return 'SHOW CATALOGS';
}

/** The schemas of a catalog, or of the session's own. */
export function showSchemas(catalog: string | undefined): string {
  return catalog === undefined ? 'SHOW SCHEMAS' : `SHOW SCHEMAS IN ${quoteIdentifier(catalog)}`;
}

/** Tables and views of a schema, where there is no information_schema: the workspace's own metastore. */
export function showTables(place: Pick<TableName, 'catalog' | 'schema'>): string {
  return `SHOW TABLES IN ${quoteSchema(place)}`;
}

/** A catalog's description of itself: of what the user may see only. Without a catalog, of the session's own. */
function informationSchema(catalog: string | undefined, relation: string): string {
  return `${catalog === undefined ? '' : `${quoteIdentifier(catalog)}.`}information_schema.${relation}`;
}

/** Tables and views of a catalog, or of one of its schemas. */
export function listTables(catalog: string | undefined, schema?: string): string {
  return [
    'SELECT table_schema, table_name',
    `FROM ${informationSchema(catalog, 'tables')}`,
    schema === undefined
      ? `WHERE table_schema <> 'information_schema'`
      : `WHERE table_schema = ${quoteLiteral(schema)}`,
    'ORDER BY table_schema, table_name',
  ].join('\n');
}

/** Which of these, all of one catalog, are tables and of which kind. */
export function kindsOfTables(catalog: string | undefined, tables: readonly TableName[]): string {
  return [
    'SELECT table_schema, table_name, table_type, data_source_format',
    `FROM ${informationSchema(catalog, 'tables')}`,
    `WHERE ${isOneOf('', tables)}`,
  ].join('\n');
}

/** The columns of tables of one catalog, in order. */
export function columnsOfTables(catalog: string | undefined, tables: readonly TableName[]): string {
  return [
    'SELECT table_schema, table_name, column_name, is_nullable, full_data_type',
    `FROM ${informationSchema(catalog, 'columns')}`,
    `WHERE ${isOneOf('', tables)}`,
    'ORDER BY table_schema, table_name, ordinal_position',
  ].join('\n');
}

/** The columns of the primary keys of tables of one catalog, in order. */
export function keysOfTables(catalog: string | undefined, tables: readonly TableName[]): string {
  return [
    'SELECT k.table_schema, k.table_name, k.column_name',
    `FROM ${informationSchema(catalog, 'table_constraints')} c`,
    `JOIN ${informationSchema(catalog, 'key_column_usage')} k`,
    '  ON k.constraint_schema = c.constraint_schema AND k.constraint_name = c.constraint_name',
    '  AND k.table_schema = c.table_schema AND k.table_name = c.table_name',
    `WHERE c.constraint_type = 'PRIMARY KEY' AND ${isOneOf('c.', tables)}`,
    'ORDER BY k.table_schema, k.table_name, k.ordinal_position',
  ].join('\n');
}

/** Names are kept in lower case and found in any. */
function isOneOf(prefix: string, tables: readonly TableName[]): string {
  const bySchema = Map.groupBy(tables, ({ schema }) => schema.toLowerCase());
  const conditions = [...bySchema].map(([schema, group]) => {
    const names = group.map(({ table }) => quoteLiteral(table.toLowerCase())).join(', ');
    return `(${prefix}table_schema = ${quoteLiteral(schema)} AND ${prefix}table_name IN (${names}))`;
  });
  return conditions.length === 1 ? (conditions[0] as string) : `(${conditions.join(' OR ')})`;
}

/** A table's columns, and what else is known of it, where there is no information_schema. */
export function describeTable(table: TableName): string {
  return `DESCRIBE TABLE EXTENDED ${quoteTable(table)}`;
}

/** A Delta table's identity, place and properties. */
export function describeDetail(table: TableName): string {
  return `DESCRIBE DETAIL ${quoteTable(table)}`;
}

/** A Delta table's newest version. */
export function newestVersion(table: TableName): string {
  return `DESCRIBE HISTORY ${quoteTable(table)} LIMIT 1`;
}

/** What a query yields, without running it. */
export function describeQuery(query: string): string {
  return `${DESCRIBE_QUERY}${query.replace(/[\s;]+$/, '')}`;
}

/** What stands before a query that is described. */
export const DESCRIBE_QUERY = 'DESCRIBE QUERY ';

/** Delta tables' rows: it answers from the log of the table, without reading rows. */
export function countRows(tables: readonly TableName[]): string {
  return tables
    .map(
      (table) =>
        `SELECT ${quoteLiteral(formatTableId(table))} AS id, count(*) AS rows FROM ${quoteTable(table)}`,
    )
    .join('\nUNION ALL\n');
}
