import type { NameRules } from '../../contract/name-conflicts.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { SqlWords } from './dialect.ts';

/** A table's schema (or database, where that is what tables are in) and its name. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** How tables are named in one dialect. */
export interface TableNames {
  /** A table's id: `public.users`. A part that holds a dot or a quote stands in quotes: `public."a.b"`. */
  formatTableId(name: TableName): string;
  /**
   * Reads an id as `formatTableId` writes it; a bare name is in `schema`, or else in the dialect's default. Undefined where
   * the text is neither.
   */
  parseTableId(id: string, schema?: string): TableName | undefined;
  /** The table that an id names; throws `invalid` where the text is no id. */
  tableName(id: string, schema?: string): TableName;
  /** A table's name as SQL says it: `"public"."users"`. */
  quoteTable(name: TableName): string;
  /** Quoted names, joined by commas. */
  quoteList(names: readonly string[]): string;
  /** What makes a name one that the system cannot give, as a phrase; undefined where nothing does. */
  nameFault(name: string): string | undefined;
  readonly nameRules: NameRules;
}

/** The names of a dialect. */
export function tableNames({
  system,
  quoteIdentifier,
  names,
}: Pick<SqlWords, 'system' | 'quoteIdentifier' | 'names'>): TableNames {
  const { quote, container, defaultContainer, foldsCase, mostColumns } = names;
  const isSpecial = new RegExp(`[.${quote}]`);
  const part = new RegExp(
    `(?:${quote}((?:[^${quote}]|${quote}${quote})+)${quote}|([^.${quote}]+))(\\.|$)`,
    'y',
  );
  const formatPart = (text: string) =>
    isSpecial.test(text) ? `${quote}${text.replaceAll(quote, quote + quote)}${quote}` : text;

  const parseTableId: TableNames['parseTableId'] = (id, schema = defaultContainer) => {
    const parts: string[] = [];
    part.lastIndex = 0;
    for (let end = ''; end !== 'done'; ) {
      const found = part.exec(id);
      if (!found) return undefined;
      parts.push(found[1]?.replaceAll(quote + quote, quote) ?? (found[2] as string));
      if (found[3] === '') end = 'done';
    }
    const [first, second, ...rest] = parts;
    if (first === undefined || rest.length > 0) return undefined;
    if (second !== undefined) return { schema: first, table: second };
    return schema === undefined ? undefined : { schema, table: first };
  };
  const nameFault = (name: string): string | undefined =>
    name === ''
      ? 'is empty'
      : name.includes('\0')
        ? 'has a NUL character'
        : (names.fault?.(name) ?? lengthFault(name, names.longest));

  return {
    formatTableId: ({ schema, table }) => `${formatPart(schema)}.${formatPart(table)}`,
    parseTableId,
    tableName(id, schema) {
      const name = parseTableId(id, schema);
      if (name) return name;
      const word = quote === '"' ? 'quote' : 'backtick';
      const around = quote === '"' ? 'double quotes' : 'backticks';
      throw new SyncformError('invalid', `"${id}" is not a table's id`, {
        hint: `Write ${container}.table; put a part that holds a dot or a ${word} in ${around}.`,
      });
    },
    quoteTable: ({ schema, table }) => `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`,
    quoteList: (columns) => columns.map(quoteIdentifier).join(', '),
    nameFault,
    nameRules: {
      system,
      fault: nameFault,
      fold: (name) => (foldsCase ? name.toLowerCase() : name),
      mostColumns,
    },
  };
}

function lengthFault(name: string, { count, unit }: SqlWords['names']['longest']): string | undefined {
  switch (unit) {
    case 'bytes': {
      const bytes = Buffer.byteLength(name);
      return bytes > count ? `has ${bytes} bytes, more than ${count}` : undefined;
    }
    case 'characters':
      return [...name].length > count ? `is longer than ${count} characters` : undefined;
    case 'UTF-16 units':
      return name.length > count ? `is longer than ${count} characters` : undefined;
  }
}
