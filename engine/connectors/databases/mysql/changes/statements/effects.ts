import type { TableName } from '../../../../../families/sql/names.ts';
import { alterEffects } from './alter.ts';
import { StatementReader } from './reader.ts';

/** What a statement does to tables that rows in the log do not say. */
export type Effect =
  | { readonly type: 'truncate'; readonly table: TableName }
  /** Its rows or columns are not what they were. */
  | { readonly type: 'altered'; readonly table: TableName; readonly reason: string }
  | { readonly type: 'dropped'; readonly database: string };

/** Longer statements are looked at no further. */
const LIMIT = 1_000_000;

const AS_TEXT =
  'a change was logged as the text of its statement: a session has set binlog_format to STATEMENT';

/** The effects of a statement that stands in the log as text, run in `database`. */
export function statementEffects(sql: string, database: string): readonly Effect[] {
  const reader = new StatementReader(sql, database, LIMIT);
  const altered = (tables: readonly TableName[], reason: string): Effect[] =>
    tables.map((table) => ({ type: 'altered', table, reason }));
  switch (reader.take(...VERBS)) {
    case 'ALTER':
      return alterEffects(reader);
    case 'TRUNCATE':
      reader.take('TABLE');
      return reader.tables().map((table) => ({ type: 'truncate', table }));
    case 'CREATE':
      // A table that is recreated in another's place. One that is made where none was is nobody's.
      if (!reader.takeAll('OR', 'REPLACE', 'TABLE')) return [];
      ifExists(reader);
      return altered(
        [reader.table()].filter((table) => table !== undefined),
        'it was recreated',
      );
    case 'DROP':
      if (reader.take('TABLE', 'TABLES')) {
        ifExists(reader);
        return altered(reader.tables(), 'it was dropped');
      }
      if (!reader.take('DATABASE', 'SCHEMA')) return [];
      ifExists(reader);
      return [{ type: 'dropped', database: reader.name() ?? '' }];
    case 'RENAME':
      return renames(reader);
    case 'INSERT':
    case 'REPLACE':
      reader.skip('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE', 'INTO');
      return altered(
        [reader.table()].filter((table) => table !== undefined),
        AS_TEXT,
      );
    case 'UPDATE':
    case 'DELETE':
    case 'WITH':
    case 'LOAD':
      return altered(reader.mentioned(), AS_TEXT);
    default:
      return [];
  }
}

const VERBS = [
  'ALTER',
  'TRUNCATE',
  'CREATE',
  'DROP',
  'RENAME',
  'INSERT',
  'REPLACE',
  'UPDATE',
  'DELETE',
  'WITH',
  'LOAD',
];

function ifExists(reader: StatementReader): void {
  reader.skip('IF', 'NOT', 'EXISTS');
}

/** Both names of each pair: the table that has gone, and the one in whose place another may have come. */
function renames(reader: StatementReader): readonly Effect[] {
  if (!reader.take('TABLE', 'TABLES')) return [];
  ifExists(reader);
  const effects: Effect[] = [];
  do {
    const from = reader.table();
    while (!reader.isAtEnd && !reader.take('TO')) reader.next();
    const to = reader.table();
    if (!from || !to) break;
    effects.push(
      { type: 'altered', table: from, reason: `it was renamed to ${to.schema}.${to.table}` },
      { type: 'altered', table: to, reason: `${from.schema}.${from.table} was renamed to it` },
    );
  } while (reader.takeSign(','));
  return effects;
}
