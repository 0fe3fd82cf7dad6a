import type { Sessions } from '../../../../families/postgresql/sessions.ts';
import { pause } from '../../../../kit/abort.ts';
import { quoteTable, tableName } from '../dialect.ts';
import { quoteLiteral } from '../sql.ts';

/** After how long it is said that others are waited for, in milliseconds. */
const SAY_AFTER_MS = 5_000;

/**
 * Waits for the transactions that have written to a table up to now, as CREATE INDEX CONCURRENTLY does, without keeping
 * anybody from writing.
 *
 * A snapshot taken after that has no gap to the stream. Without the wait there would be two: a transaction may be in the
 * log as committed, and read from there, a moment before snapshots show it (for long, where it waits for a synchronous
 * standby); and what a transaction wrote before the table was published is left out of the stream.
 */
export async function awaitWriters(
  sessions: Sessions,
  object: string,
  signal: AbortSignal,
  say: (message: string) => void,
): Promise<void> {
  const ask = (sql: string) => sessions.use(signal, (session) => session.rows(sql));
  const table = quoteLiteral(quoteTable(tableName(object)));
  let writers = (await ask(writersOf(table))).map(([id]) => id as string);
  const began = Date.now();
  let isSaid = false;
  for (let wait = 2; writers.length > 0; wait = Math.min(wait * 2, 250)) {
    await pause(wait, signal);
    if (!isSaid && Date.now() - began > SAY_AFTER_MS) {
      isSaid = true;
      say(
        `${object} is read once the transactions that have written to it are over: ${writers.length} are open`,
      );
    }
    const list = writers.map(quoteLiteral).join(', ');
    writers = (
      await ask(
        `SELECT DISTINCT virtualtransaction FROM pg_catalog.pg_locks WHERE virtualtransaction IN (${list})`,
      )
    ).map(([id]) => id as string);
  }
}

/** Transactions that hold a lock under which rows are written, on the table or a partition of it. They hold it to their end. */
function writersOf(table: string): string {
  return `
WITH RECURSIVE tree AS (
  SELECT ${table}::regclass::oid AS oid
  UNION ALL SELECT i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
)
SELECT DISTINCT l.virtualtransaction FROM pg_catalog.pg_locks l JOIN tree t ON t.oid = l.relation
WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'ShareUpdateExclusiveLock', 'ShareLock')`;
}
