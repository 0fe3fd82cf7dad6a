import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { formatTableId, qualifyTable, type TableName } from './names.ts';
import { catalogLiteral } from './objects.ts';

/** What a table's constraints and indexes say of its rows, beside NOT NULL. */
export interface TableRules {
  readonly checks: readonly {
    readonly expression: string;
    readonly text: string;
    readonly columns: readonly string[];
  }[];
  /** Columns of each primary key, UNIQUE constraint and unique index. */
  readonly unique: readonly (readonly string[])[];
  /** Foreign keys of the table's own. */
  readonly references: readonly Reference[];
  /** Foreign keys of other tables, or of its own, to the table. */
  readonly referencedBy: readonly Reference[];
}

export interface Reference {
  /** The table's columns. */
  readonly columns: readonly string[];
  /** The other table: its name from anywhere, its id, and the columns that they meet. */
  readonly table: string;
  readonly id: string;
  readonly others: readonly string[];
}

/**
 * A table's rules, as DuckDB's catalog has them: its foreign keys stay within a schema. Of unique indexes only those over
 * columns are known.
 */
export async function tableRules(
  session: DuckdbSession,
  catalog: string,
  name: TableName,
): Promise<TableRules> {
  const inCatalog = `database_name = ${catalogLiteral(catalog)}`;
  const of = `schema_name = ${quoteLiteral(name.schema)} AND table_name = ${quoteLiteral(name.table)}`;
  const rows = await session.all(
    `SELECT constraint_type, constraint_text, expression, to_json(constraint_column_names),
            referenced_table, to_json(referenced_column_names), schema_name, table_name, ${of}
       FROM duckdb_constraints() WHERE ${inCatalog} AND constraint_type <> 'NOT NULL'
        AND (${of} OR (constraint_type = 'FOREIGN KEY' AND lower(referenced_table) = lower(${quoteLiteral(name.table)})))`,
  );
  const constraints = rows.map((row) => {
    const [type, text, expression, columns, other, others, schema, table, isOwn] = row;
    return {
      type: String(type),
      text: String(text),
      expression: String(expression),
      columns: JSON.parse(String(columns)) as string[],
      other: { schema: String(schema), table: String(other) },
      others: JSON.parse(String(others)) as string[],
      table: { schema: String(schema), table: String(table) },
      isOwn: isOwn === true,
    };
  });
  const own = constraints.filter(({ isOwn }) => isOwn);
  const foreign = constraints.filter(({ type }) => type === 'FOREIGN KEY');
  const there = ({ schema, table }: TableName) => ({
    table: qualifyTable(catalog, { schema, table }),
    id: formatTableId({ schema, table }),
  });
  return {
    checks: own
      .filter(({ type }) => type === 'CHECK')
      .map(({ expression, text, columns }) => ({ expression, text, columns })),
    unique: [
      ...own.filter(({ type }) => type === 'PRIMARY KEY' || type === 'UNIQUE').map(({ columns }) => columns),
      ...(await uniqueIndexes(session, `${inCatalog} AND ${of}`)),
    ],
    references: foreign
      .filter(({ isOwn }) => isOwn)
      .map(({ columns, other, others }) => ({ columns, others, ...there(other) })),
    referencedBy: foreign
      .filter(({ other }) => other.schema.toLowerCase() === name.schema.toLowerCase())
      .filter(({ other }) => other.table.toLowerCase() === name.table.toLowerCase())
      .map(({ columns, table, others }) => ({ columns: others, others: columns, ...there(table) })),
  };
}

/** Names of the table's indexes, other than those of its constraints. */
export async function tableIndexes(
  session: DuckdbSession,
  catalog: string,
  name: TableName,
): Promise<readonly string[]> {
  const rows = await session.all(
    `SELECT index_name FROM duckdb_indexes() WHERE database_name = ${catalogLiteral(catalog)}
       AND schema_name = ${quoteLiteral(name.schema)} AND table_name = ${quoteLiteral(name.table)} ORDER BY 1`,
  );
  return rows.map(([index]) => String(index));
}

async function uniqueIndexes(session: DuckdbSession, of: string): Promise<readonly (readonly string[])[]> {
  const rows = await session.all(
    `SELECT expressions, (SELECT to_json(list(column_name)) FROM duckdb_columns() WHERE ${of})
       FROM duckdb_indexes() WHERE is_unique AND ${of}`,
  );
  return rows.flatMap(([expressions, listed]) => {
    const columns = JSON.parse(String(listed)) as string[];
    const parts = String(expressions)
      .replace(/^\[|\]$/g, '')
      .split(', ');
    const found = parts.map((part) =>
      columns.find((column) =>
        [column, quoteIdentifier(column), `'${quoteIdentifier(column)}'`].includes(part),
      ),
    );
    return found.every((column) => column !== undefined) ? [found as string[]] : [];
  });
}

/** A column as it takes values. */
export interface RuledColumn {
  readonly name: string;
  readonly type: string;
  /** SQL of what a row gets that brings no value. */
  readonly initial: string | undefined;
  readonly isGenerated: boolean;
}

/** A table's columns, in order. */
export async function ruledColumns(
  session: DuckdbSession,
  catalog: string,
  name: TableName,
): Promise<readonly RuledColumn[]> {
  const of = `database_name = ${catalogLiteral(catalog)} AND schema_name = ${quoteLiteral(name.schema)} AND table_name = ${quoteLiteral(name.table)}`;
  const rows = await session.all(
    `SELECT column_name, data_type, column_default, (SELECT sql FROM duckdb_tables() WHERE ${of})
       FROM duckdb_columns() WHERE ${of} ORDER BY column_index`,
  );
  const generated = generatedColumns(String(rows[0]?.[3] ?? ''));
  return rows.map(([column, type, initial]) => ({
    name: String(column),
    type: String(type),
    initial: initial === null || initial === undefined ? undefined : String(initial),
    isGenerated: generated.has(String(column)),
  }));
}

/**
 * Names of the columns of which a CREATE TABLE statement, as DuckDB writes it, says that they are generated; the catalog says
 * it nowhere else.
 */
export function generatedColumns(sql: string): ReadonlySet<string> {
  const names = new Set<string>();
  // Texts and quoted names are passed over whole, so that what they say is not taken for SQL.
  const tokens = sql.slice(sql.indexOf('(') + 1).matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^'"(),]+/g);
  let depth = 0;
  let definition = '';
  const end = () => {
    const [, quoted, plain] = /^\s*(?:"((?:[^"]|"")*)"|(\S+))/.exec(definition) ?? [];
    const name = quoted?.replaceAll('""', '"') ?? plain;
    if (name !== undefined && / GENERATED ALWAYS AS ?$/.test(definition)) names.add(name);
    definition = '';
  };
  for (const [token] of tokens) {
    if (depth === 0 && token === ',') end();
    else if (depth === 0 && !token.startsWith("'") && token !== '(' && token !== ')') definition += token;
    if (token === '(') depth++;
    if (token === ')') depth--;
  }
  end();
  return names;
}
