import { cut } from './driver-words.ts';

const CREATE_TABLE =
  /^CREATE (?:OR REPLACE )?TABLE (?:IF NOT EXISTS )?(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|[\w.])+/;
/** Characters of another statement that are shown. */
const SHOWN = 200;

/** A statement as errors name it: one line, of a statement that makes a table without its columns, of which there may be 1,600. */
export function shortStatement(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  const table = CREATE_TABLE.exec(line)?.[0];
  return table === undefined ? cut(line, SHOWN) : `${table} (…)`;
}

/** How many statements an error names. */
const MOST = 10;

/** Statements as an error names them; of many the first ones. */
export function shortStatements(statements: readonly string[]): string {
  const shown = statements.slice(0, MOST).map(shortStatement).join('; ');
  const left = statements.length - MOST;
  return left > 0 ? `${shown}; and ${left} statements more` : shown;
}
