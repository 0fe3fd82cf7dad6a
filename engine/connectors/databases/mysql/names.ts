import type { NameRules } from '../../../contract/name-conflicts.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { quoteIdentifier } from './sql.ts';

/** A table's database and name. */
export interface TableName {
  readonly database: string;
  readonly table: string;
}

/** A table's id: `shop.users`. A part that holds a dot or a backtick stands in backticks: ``shop.`a.b` ``. */
export function formatTableId({ database, table }: TableName): string {
  return `${formatPart(database)}.${formatPart(table)}`;
}

/** Reads an id as `formatTableId` writes it; a bare name is in `database`. Undefined where the text is neither. */
export function parseTableId(id: string, database?: string): TableName | undefined {
  const parts: string[] = [];
  const part = /(?:`((?:[^`]|``)+)`|([^.`]+))(\.|$)/y;
  for (let end = ''; end !== 'done'; ) {
    const found = part.exec(id);
    if (!found) return undefined;
    parts.push(found[1]?.replaceAll('``', '`') ?? (found[2] as string));
    if (found[3] === '') end = 'done';
  }
  const [first, second, ...rest] = parts;
  if (first === undefined || rest.length > 0) return undefined;
  if (second !== undefined) return { database: first, table: second };
  return database === undefined ? undefined : { database, table: first };
}

/** The table that an id names; throws `invalid` where the text is no id. */
export function tableName(id: string, database?: string): TableName {
  const name = parseTableId(id, database);
  if (name) return name;
  throw new SyncformError('invalid', `"${id}" is not a table's id`, {
    hint: 'Write database.table; put a part that holds a dot or a backtick in backticks.',
  });
}

/** Characters that a name may have. */
const LONGEST_NAME = 64;

/** What makes a name one that MySQL cannot give, as a phrase; undefined where nothing does. */
export function nameFault(name: string): string | undefined {
  if (/[\u{10000}-\u{10FFFF}]/u.test(name)) return 'has a character beyond U+FFFF';
  if (name.includes('\0')) return 'has a NUL character';
  if (name.endsWith(' ')) return 'ends in a space';
  return [...name].length > LONGEST_NAME ? `is longer than ${LONGEST_NAME} characters` : undefined;
}

/** MySQL tells columns apart in any case. */
export const nameRules: NameRules = {
  system: 'MySQL',
  fault: nameFault,
  fold: (name) => name.toLowerCase(),
  // A table of InnoDB has 1,017 at most; one into which rows are staged has their place and number as well.
  mostColumns: 1015,
};

/** A table's name as SQL says it: `` `shop`.`users` ``. */
export function quoteTable({ database, table }: TableName): string {
  return `${quoteIdentifier(database)}.${quoteIdentifier(table)}`;
}

function formatPart(part: string): string {
  return /[.`]/.test(part) ? quoteIdentifier(part) : part;
}
