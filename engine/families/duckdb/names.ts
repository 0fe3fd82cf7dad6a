import type { NameRules } from '../../contract/name-conflicts.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier } from '../../kit/sql.ts';

/** A table's schema and name. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

export const DEFAULT_SCHEMA = 'main';

/** A table's id: `users` in the schema main, else `raw.users`. A part that holds a dot or a quote stands in double quotes. */
export function formatTableId({ schema, table }: TableName): string {
  return schema === DEFAULT_SCHEMA ? formatPart(table) : `${formatPart(schema)}.${formatPart(table)}`;
}

/** Reads an id as `formatTableId` writes it, and `main.users`; a bare name is in `schema`. Undefined where the text is neither. */
export function parseTableId(id: string, schema: string = DEFAULT_SCHEMA): TableName | undefined {
  const part = '(?:"((?:[^"]|"")+)"|([^."]+))';
  const found = new RegExp(`^(?:${part}\\.)?${part}$`).exec(id);
  if (!found) return undefined;
  const [, quotedSchema, bareSchema, quotedTable, bareTable] = found;
  const unquote = (quoted: string | undefined, bare: string | undefined) =>
    quoted?.replaceAll('""', '"') ?? bare;
  return {
    schema: unquote(quotedSchema, bareSchema) ?? schema,
    table: unquote(quotedTable, bareTable) as string,
  };
}

/** The table that an id names; throws `invalid` where the text is no id. */
export function tableName(id: string): TableName {
  const name = parseTableId(id);
  if (name) return name;
  throw new SyncformError('invalid', `"${id}" is not a table's id`, {
    hint: 'Write table or schema.table; put a part that holds a dot or a quote in double quotes.',
  });
}

/** A table's name as SQL says it within its file: `"users"`, `"raw"."users"`. */
export function quoteTable({ schema, table }: TableName): string {
  return schema === DEFAULT_SCHEMA
    ? quoteIdentifier(table)
    : `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}

/** A table's name from anywhere: `"lake"."raw"."users"`. The catalog is quoted already. */
export function qualifyTable(catalog: string, { schema, table }: TableName): string {
  return `${catalog}.${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}

/** DuckDB tells names apart in any case, and takes them however long they are. */
export const nameRules: NameRules = {
  system: 'DuckDB',
  fault: (name) => (name === '' ? 'is empty' : undefined),
  fold: (name) => name.toLowerCase(),
};

function formatPart(part: string): string {
  return /[."]/.test(part) ? quoteIdentifier(part) : part;
}
