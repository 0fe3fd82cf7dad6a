import { quoteSchema } from './names.ts';
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
export function showTables(place: { readonly catalog?: string; readonly schema: string }): string {
  return `SHOW TABLES IN ${quoteSchema(place)}`;
}

/** Tables and views of a catalog that the user may see, but for the catalog's own description of itself. */
export function listTables(catalog: string, schema?: string): string {
  return [
    'SELECT table_schema, table_name',
    `FROM ${quoteIdentifier(catalog)}.information_schema.tables`,
    schema === undefined
      ? `WHERE table_schema <> 'information_schema'`
      : `WHERE table_schema = ${quoteLiteral(schema)}`,
    'ORDER BY table_schema, table_name',
  ].join('\n');
}
