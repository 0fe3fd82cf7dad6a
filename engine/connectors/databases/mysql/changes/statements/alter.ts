import type { TableName } from '../../../../../families/sql/names.ts';
import { quoteIdentifier } from '../../sql.ts';
import type { Effect } from './effects.ts';
import type { StatementReader } from './reader.ts';
import type { Token } from './tokens.ts';

/** Beginnings of clauses that leave rows and columns as they are. */
const HARMLESS = [
  /^(ADD|DROP|RENAME|ALTER|ENABLE|DISABLE) (UNIQUE |FULLTEXT |SPATIAL )?(INDEX|KEYS?)\b/,
  /^ADD (UNIQUE|FULLTEXT|SPATIAL)\b/,
  /^(ADD|DROP) (PRIMARY KEY|FOREIGN KEY|CONSTRAINT|CHECK)\b/,
  /^ADD \(?(PRIMARY|CONSTRAINT)\b/,
  /^(COMMENT|AUTO_INCREMENT|ENGINE|FORCE|ALGORITHM|LOCK|ROW_FORMAT|KEY_BLOCK_SIZE|STATS_[A-Z_]+|NOWAIT|WAIT)\b/,
  /^(DEFAULT )?(CHARSET|CHARACTER SET|COLLATE)\b/,
  /^ALTER (COLUMN )?[^ ]+ (SET|DROP) DEFAULT\b/,
];

/** A foreign key by which rows change that are not logged. */
const CASCADE = /^ADD .*\bREFERENCES\b.*\bON (DELETE|UPDATE) (CASCADE|SET)\b/;

/** A reason says no more of a statement than this many characters. */
const REASON_LENGTH = 120;

/** What an ALTER does: nothing where all its clauses leave rows and columns as they are. */
export function alterEffects(reader: StatementReader): readonly Effect[] {
  reader.skip('ONLINE', 'OFFLINE', 'IGNORE');
  if (!reader.take('TABLE')) return [];
  reader.skip('IF', 'EXISTS');
  const table = reader.table();
  if (!table) return [];
  if (reader.take('WAIT')) reader.next();
  reader.take('NOWAIT');
  const effects: Effect[] = [];
  for (const clause of reader.clauses()) {
    const text = words(clause);
    if (isHarmless(text.toUpperCase())) continue;
    const renamed = renamedTo(clause, table);
    if (renamed)
      effects.push({
        type: 'altered',
        table: renamed,
        reason: `${table.schema}.${table.table} was renamed to it`,
      });
    const other = exchangedWith(clause, table);
    if (other) effects.push({ type: 'altered', table: other, reason: 'it changed places with a partition' });
    effects.push({ type: 'altered', table, reason: reasonOf(text) });
  }
  return effects;
}

function isHarmless(text: string): boolean {
  return text === '' || (HARMLESS.some((harmless) => harmless.test(text)) && !CASCADE.test(text));
}

/** A clause that changes one column, in words. */
function reasonOf(text: string): string {
  if (CASCADE.test(text.toUpperCase())) return 'a foreign key was added that changes its rows';
  const [, verb = '', name = '', to] =
    /^(ADD|DROP|MODIFY|CHANGE|ALTER|RENAME)(?: COLUMN)?(?: IF(?: NOT)? EXISTS)? (`(?:[^`]|``)+`|[^ (]+)(?: TO (.+))?/i.exec(
      text,
    ) ?? [];
  const column = `column ${name.replace(/^`(.*)`$/, '$1').replaceAll('``', '`')}`;
  switch (verb.toUpperCase()) {
    case 'ADD':
      return `${column} was added`;
    case 'DROP':
      return `${column} was dropped`;
    case 'RENAME':
      return /^RENAME COLUMN/i.test(text) ? `${column} was renamed to ${to}` : 'it was renamed';
    case '':
      return `it was altered: ${text.slice(0, REASON_LENGTH)}`;
    default:
      return `${column} was changed`;
  }
}

function words(clause: readonly Token[]): string {
  // A name in quotes is no word of the language.
  return clause.map(({ kind, text }) => (kind === 'name' ? quoteIdentifier(text) : text)).join(' ');
}

/** The table that a partition becomes or changes places with: EXCHANGE PARTITION … WITH TABLE, CONVERT … TABLE. */
function exchangedWith(clause: readonly Token[], { schema: database }: TableName): TableName | undefined {
  if (!/^(EXCHANGE|CONVERT)$/i.test(clause[0]?.text ?? '')) return undefined;
  const at = clause.findIndex(({ kind, text }) => kind === 'word' && text.toUpperCase() === 'TABLE');
  return at < 0 ? undefined : tableAt(clause.slice(at + 1), database);
}

/** The name that a clause gives to the table, where it does. */
function renamedTo(clause: readonly Token[], { schema: database }: TableName): TableName | undefined {
  const [verb, ...rest] = clause;
  if (verb?.text.toUpperCase() !== 'RENAME') return undefined;
  const names = /^(TO|AS)$/i.test(rest[0]?.text ?? '') ? rest.slice(1) : rest;
  if (/^(COLUMN|INDEX|KEY)$/i.test(names[0]?.text ?? '')) return undefined;
  return tableAt(names, database);
}

/** The table's name that tokens begin with. */
function tableAt([first, dot, second]: readonly Token[], database: string): TableName | undefined {
  if (!first) return undefined;
  return dot?.text === '.' && second
    ? { schema: first.text, table: second.text }
    : { schema: database, table: first.text };
}
