import { CATALOGS } from './spark-server.ts';
import { literal } from './sql-text.ts';
import type { types } from './thrift.ts';

/*
 * The client's calls for metadata (getCatalogs, getSchemas, …) as statements on the catalogs' information_schema: Spark's
 * own answers know its one metastore only. Names are patterns with % and _, as in JDBC; without a catalog all are meant.
 */

export function catalogsStatement(): string {
  return `SELECT * FROM VALUES ${CATALOGS.map((name) => `(${literal(name)})`).join(', ')} AS t(TABLE_CAT)`;
}

export function schemasStatement(request: types.TGetSchemasReq): string {
  return union(request.catalogName, (catalog) =>
    select(
      'schema_name AS TABLE_SCHEM, catalog_name AS TABLE_CATALOG',
      `${catalog}.information_schema.schemata`,
      {
        schema_name: request.schemaName,
      },
    ),
  );
}

export function tablesStatement(request: types.TGetTablesReq): string {
  const columns =
    "table_catalog AS TABLE_CAT, table_schema AS TABLE_SCHEM, table_name AS TABLE_NAME, if(table_type = 'VIEW', 'VIEW', 'TABLE') AS TABLE_TYPE, coalesce(comment, '') AS REMARKS";
  return union(request.catalogName, (catalog) =>
    select(columns, `${catalog}.information_schema.tables`, {
      table_schema: request.schemaName,
      table_name: request.tableName,
    }),
  );
}

export function columnsStatement(request: types.TGetColumnsReq): string {
  const columns =
    "table_catalog AS TABLE_CAT, table_schema AS TABLE_SCHEM, table_name AS TABLE_NAME, column_name AS COLUMN_NAME, upper(full_data_type) AS TYPE_NAME, numeric_precision AS COLUMN_SIZE, numeric_scale AS DECIMAL_DIGITS, if(is_nullable = 'YES', 1, 0) AS NULLABLE, coalesce(comment, '') AS REMARKS, ordinal_position AS ORDINAL_POSITION, is_nullable AS IS_NULLABLE";
  return union(request.catalogName, (catalog) =>
    select(columns, `${catalog}.information_schema.columns`, {
      table_schema: request.schemaName,
      table_name: request.tableName,
      column_name: request.columnName,
    }),
  );
}

export function primaryKeysStatement(request: types.TGetPrimaryKeysReq): string {
  const columns =
    'table_catalog AS TABLE_CAT, table_schema AS TABLE_SCHEM, table_name AS TABLE_NAME, column_name AS COLUMN_NAME, ordinal_position AS KEQ_SEQ, constraint_name AS PK_NAME';
  return union(request.catalogName, (catalog) =>
    select(columns, `${catalog}.information_schema.key_column_usage`, {
      table_schema: request.schemaName,
      table_name: request.tableName,
    }),
  );
}

function union(catalog: string | undefined, statement: (catalog: string) => string): string {
  const wanted = catalog ? CATALOGS.filter((name) => name === catalog) : CATALOGS;
  // A catalog that there is not has nothing in it.
  if (wanted.length === 0) return `SELECT * FROM (${statement(CATALOGS[0])}) WHERE false`;
  return wanted.map(statement).join(' UNION ALL ');
}

function select(columns: string, relation: string, names: Record<string, string | undefined>): string {
  const conditions = Object.entries(names).flatMap(([column, pattern]) => {
    if (pattern === undefined || pattern === null || pattern === '%') return [];
    // Without a wildcard it is a name, by which the relation leaves the others unread.
    const plain = pattern.replace(/\\([%_])/g, '$1');
    if (!/(?<!\\)[%_]/.test(pattern)) return [`${column} = ${literal(plain)}`];
    return [`${column} LIKE ${literal(pattern)}`];
  });
  return `SELECT ${columns} FROM ${relation}${conditions.length ? ` WHERE ${conditions.join(' AND ')}` : ''}`;
}
