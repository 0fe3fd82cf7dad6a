import type { NameRules } from '../../../contract/name-conflicts.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { quoteIdentifier } from './sql.ts';

/** A table's place and name. Without a catalog it is in the session's own, as all are without Unity Catalog. */
export interface TableName {
  readonly catalog?: string;
  readonly schema: string;
  readonly table: string;
}

export const DEFAULT_SCHEMA = 'default';

/** Where a name is that does not say so itself. An empty text means the same as none. */
export interface Place {
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
}

/** What of a definition's configuration is a place. */
export function placeOf(configuration: Readonly<Record<string, unknown>>): Place {
  const { catalog, schema } = configuration;
  return {
    catalog: typeof catalog === 'string' && catalog !== '' ? catalog : undefined,
    schema: typeof schema === 'string' && schema !== '' ? schema : undefined,
  };
}

/** A table's id: `main.sales.users`. A part that holds a dot or a backquote stands in backquotes: ``main.sales.`a.b` ``. */
export function formatTableId(name: TableName): string {
  return parts(name)
    .map((part) => (/[.`]/.test(part) ? quoteIdentifier(part) : part))
    .join('.');
}

/** A table's name as SQL says it: `` `main`.`sales`.`users` ``. */
export function quoteTable(name: TableName): string {
  return parts(name).map(quoteIdentifier).join('.');
}

/** A schema's name as SQL says it: `` `main`.`sales` ``. */
export function quoteSchema({ catalog, schema }: Pick<TableName, 'catalog' | 'schema'>): string {
  return (catalog === undefined ? [schema] : [catalog, schema]).map(quoteIdentifier).join('.');
}

/** Reads an id as `formatTableId` writes it; what it leaves out is of `place`. Undefined where the text is no id. */
export function parseTableId(id: string, place: Place = {}): TableName | undefined {
  const found = splitName(id);
  if (!found || found.length > 3) return undefined;
  const [table, schema = place.schema ?? DEFAULT_SCHEMA, catalog = place.catalog] = found.reverse() as [
    string,
    string?,
    string?,
  ];
  return { ...(catalog === undefined ? {} : { catalog }), schema, table };
}

/** The table that an id names; throws `invalid` where the text is no id. */
export function tableName(id: string): TableName {
  const name = parseTableId(id);
  if (name) return name;
  throw new SyncformError('invalid', `"${id}" is not a table's id`, {
    hint: 'Write catalog.schema.table or schema.table; put a part that holds a dot in backquotes.',
  });
}

/**
 * The name that a table can have. Unity Catalog keeps names in lower case and refuses dots, spaces, slashes and control
 * characters; the workspace's own metastore has ASCII letters, digits and underscores only
 * (https://docs.databricks.com/sql/language-manual/sql-ref-names.html). What cannot be becomes an underscore.
 */
export function allowedTableName(name: string, hasUnityCatalog: boolean): string {
  const lower = name.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is meant
  return hasUnityCatalog ? lower.replace(/[.\s/\x00-\x1f\x7f]/g, '_') : lower.replace(/[^a-z0-9_]/g, '_');
}

/** Characters that a name may have. */
const LONGEST_NAME = 255;

/** Names tell tables and columns apart in any case. */
export const nameRules: NameRules = {
  system: 'Databricks',
  fault: (name) =>
    [...name].length > LONGEST_NAME ? `is longer than ${LONGEST_NAME} characters` : undefined,
  fold: (name) => name.toLowerCase(),
};

function parts({ catalog, schema, table }: TableName): readonly string[] {
  return catalog === undefined ? [schema, table] : [catalog, schema, table];
}

/** The parts of a name with dots between them; undefined where it is malformed. */
function splitName(text: string): string[] | undefined {
  const found: string[] = [];
  const part = /(?:`((?:[^`]|``)+)`|([^.`]+))(\.|$)/y;
  for (;;) {
    const match = part.exec(text);
    if (!match) return undefined;
    found.push(match[1]?.replaceAll('``', '`') ?? (match[2] as string));
    if (match[3] === '') return found;
  }
}
