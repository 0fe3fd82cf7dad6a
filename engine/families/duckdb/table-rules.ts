import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
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
  /** The parts of each unique index over expressions, as SQL on the table's columns. */
  readonly uniqueParts: readonly (readonly string[])[];
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
 * A table's rules, as DuckDB's catalog has them: its foreign keys stay within a schema.
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
  const indexes = await uniqueIndexes(session, `${inCatalog} AND ${of}`);
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
      ...indexes.flatMap(({ columns }) => (columns ? [columns] : [])),
    ],
    uniqueParts: indexes.flatMap(({ columns, parts }) => (columns ? [] : [parts])),
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

/** The parts of a unique index, as SQL, and the columns that they are where they are no more than that. */
interface UniqueIndex {
  readonly parts: readonly string[];
  readonly columns: readonly string[] | undefined;
}

async function uniqueIndexes(session: DuckdbSession, of: string): Promise<readonly UniqueIndex[]> {
  const rows = await session.all(
    `SELECT sql, (SELECT to_json(list(column_name)) FROM duckdb_columns() WHERE ${of})
       FROM duckdb_indexes() WHERE is_unique AND sql IS NOT NULL AND ${of}`,
  );
  return rows.map(([sql, listed]) => {
    const columns = JSON.parse(String(listed)) as string[];
    const parts = indexParts(String(sql));
    const found = parts.map((part) => columns.find((column) => quoteIdentifier(column) === part));
    return { parts, columns: found.every((column) => column !== undefined) ? found : undefined };
  });
}

/** The parts of an index that a CREATE INDEX statement, as DuckDB writes it, lists within its brackets. */
export function indexParts(sql: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const [token] of sql.matchAll(TOKENS)) {
    if (token === ')' && --depth === 0) break;
    if (token === ',' && depth === 1) {
      parts.push(part.trim());
      part = '';
    } else if (depth > 0) part += token;
    if (token === '(') depth++;
  }
  return [...parts, part.trim()];
}

/** Texts and quoted names whole, so that what they say is not taken for SQL; brackets and commas; and what is between. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^'"(),]+/g;

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
  const tokens = sql.slice(sql.indexOf('(') + 1).matchAll(TOKENS);
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

/** Whether a column has a collation of its own. */
export async function hasCollations(
  session: DuckdbSession,
  catalog: string,
  name: TableName,
): Promise<boolean> {
  const [row] = await session.all(
    `SELECT EXISTS (FROM duckdb_tables() WHERE sql ILIKE '% COLLATE %' AND database_name = ${catalogLiteral(catalog)}
       AND schema_name = ${quoteLiteral(name.schema)} AND table_name = ${quoteLiteral(name.table)})`,
  );
  return row?.[0] === true;
}

/** Whether it has constraints beside NOT NULL, indexes, or generated columns. */
export async function hasConstraints(
  session: DuckdbSession,
  catalog: string,
  name: TableName,
): Promise<boolean> {
  const of = `database_name = ${catalogLiteral(catalog)} AND schema_name = ${quoteLiteral(name.schema)} AND table_name = ${quoteLiteral(name.table)}`;
  const [row] = await session.all(
    `SELECT EXISTS (FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL' AND ${of})
         OR EXISTS (FROM duckdb_indexes() WHERE ${of})
         OR EXISTS (FROM duckdb_tables() WHERE sql LIKE '% GENERATED ALWAYS AS(%' AND ${of})`,
  );
  return row?.[0] === true;
}
