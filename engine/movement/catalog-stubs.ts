import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../kit/sql.ts';

/** A view, and the statement that made it. */
export interface ViewStub {
  readonly name: string;
  readonly statement: string;
}

/** What makes an attached database's tables, macros and views again, without rows, in an empty database that is in use. */
export interface CatalogStubs {
  readonly statements: readonly string[];
  /** In no order: one view may need another. */
  readonly views: readonly ViewStub[];
}

/**
 * Reads what an attached database (its quoted name) is made of, from DuckDB's own descriptions alone: of a service's
 * database, which cannot be copied as a file can.
 */
export async function catalogStubs(session: DuckdbSession, catalog: string): Promise<CatalogStubs> {
  const of = `database_name = ${quoteLiteral(catalog.slice(1, -1).replaceAll('""', '"'))} AND NOT internal`;
  const columns = await session.all(
    `SELECT c.schema_name, c.table_name, list(c.column_name ORDER BY c.column_index), list(c.data_type ORDER BY c.column_index)
       FROM duckdb_columns() c JOIN duckdb_tables() t USING (database_name, schema_name, table_name)
      WHERE ${of.replace('database_name', 'c.database_name').replace('internal', 'c.internal')} GROUP BY ALL`,
  );
  const macros = await session.all(
    `SELECT schema_name, function_name, function_type, array_to_string(parameters, ', '), macro_definition
       FROM duckdb_functions() WHERE ${of} AND function_type IN ('macro', 'table_macro')`,
  );
  const views = await session.all(`SELECT schema_name, view_name, sql FROM duckdb_views() WHERE ${of}`);
  const schemas = new Set([...columns, ...macros, ...views].map(([schema]) => String(schema)));
  return {
    statements: [
      ...[...schemas].map((schema) => `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`),
      ...columns.map(([schema, table, names, types]) => {
        const [texts, declared] = [itemsOf(names), itemsOf(types)];
        const list = texts.map((name, i) => `${quoteIdentifier(name)} ${declared[i]}`);
        return `CREATE TABLE ${named(schema, table)} (${list.join(', ')})`;
      }),
      ...macros.map(([schema, name, type, parameters, definition]) => {
        const body = type === 'table_macro' ? `TABLE ${definition}` : `(${definition})`;
        return `CREATE OR REPLACE MACRO ${named(schema, name)}(${parameters}) AS ${body}`;
      }),
    ],
    views: views.map(([schema, name, sql]) => ({
      name: schema === 'main' ? String(name) : `${schema}.${name}`,
      statement: String(sql),
    })),
  };
}

function named(schema: unknown, name: unknown): string {
  return `${quoteIdentifier(String(schema))}.${quoteIdentifier(String(name))}`;
}

function itemsOf(list: unknown): readonly string[] {
  return (list as { readonly items: readonly unknown[] }).items.map(String);
}
