import type { NameRules } from '../../../contract/name-conflicts.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { quoteIdentifier } from './sql.ts';

/** A table's schema and name. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

export const DEFAULT_SCHEMA = 'public';

/** A table's id: `public.users`. A part that holds a dot or a quote stands in double quotes: `public."a.b"`. */
export function formatTableId({ schema, table }: TableName): string {
  return `${formatPart(schema)}.${formatPart(table)}`;
}

/** Reads an id as `formatTableId` writes it; a bare name is in `schema`. Undefined where the text is neither. */
export function parseTableId(id: string, schema: string = DEFAULT_SCHEMA): TableName | undefined {
  const parts: string[] = [];
  const part = /(?:"((?:[^"]|"")+)"|([^."]+))(\.|$)/y;
  for (let end = ''; end !== 'done'; ) {
    const found = part.exec(id);
    if (!found) return undefined;
    parts.push(found[1]?.replaceAll('""', '"') ?? (found[2] as string));
    if (found[3] === '') end = 'done';
  }
  const [first, second, ...rest] = parts;
  if (first === undefined || rest.length > 0) return undefined;
  return second === undefined ? { schema, table: first } : { schema: first, table: second };
}

/** The table that an id names; throws `invalid` where the text is no id. */
export function tableName(id: string): TableName {
  const name = parseTableId(id);
  if (name) return name;
  throw new SyncformError('invalid', `"${id}" is not a table's id`, {
    hint: 'Write schema.table; put a part that holds a dot or a quote in double quotes.',
  });
}

/** Bytes of a name that the server keeps (NAMEDATALEN of its builds, less one); it cuts off the rest without a word. */
const LONGEST_NAME = 63;

/** What makes a name one that Postgres cannot give, as a phrase; undefined where nothing does. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.includes('\0')) return 'has a NUL character';
  const bytes = Buffer.byteLength(name);
  return bytes > LONGEST_NAME ? `has ${bytes} bytes, more than ${LONGEST_NAME}` : undefined;
}

export const nameRules: NameRules = {
  system: 'Postgres',
  fault: nameFault,
  fold: (name) => name,
  // A table has 1,600 at most; one into which rows are staged has their number as well.
  mostColumns: 1599,
};

/** A table's name as SQL says it: `"public"."users"`. */
export function quoteTable({ schema, table }: TableName): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}

function formatPart(part: string): string {
  return /[."]/.test(part) ? quoteIdentifier(part) : part;
}
