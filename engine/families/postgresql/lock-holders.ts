import { isServerError, type ServerError } from './failures.ts';
import type { Rows } from './sessions.ts';

/** SQLSTATE of a lock that was not given in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/** Whether the server gave up a statement that waited for a lock. */
export function isLockTimeout(error: unknown): error is ServerError {
  return isServerError(error) && error.code === LOCK_NOT_AVAILABLE;
}

/** Asks the server by way of another session: one in a transaction that failed answers nothing. */
export type AskServer = (sql: string, values: readonly (string | null)[]) => Promise<Rows>;

/** The session that has held a lock on a table of a statement ($1) for the longest, but for one ($2), the one that waited. */
const HOLDER = `SELECT l.pid, format('%I.%I', n.nspname, c.relname), a.usename, nullif(a.application_name, ''),
    to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  WHERE l.granted AND l.locktype = 'relation' AND l.pid NOT IN ($2::int, pg_backend_pid())
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
    AND strpos($1, concat('"', replace(n.nspname, '"', '""'), '"."', replace(c.relname, '"', '""'), '"')) > 0
  ORDER BY l.mode = 'AccessExclusiveLock' DESC, a.xact_start LIMIT 1`;

/** Says in the server's error who holds the lock that a statement did not get, as far as that can be found out. */
export async function nameHolder(
  error: unknown,
  { sql, processId, ask }: { readonly sql: string; readonly processId: number; readonly ask: AskServer },
): Promise<unknown> {
  if (!isLockTimeout(error)) return error;
  const [holder] = await ask(HOLDER, [sql, String(processId)]).catch(() => []);
  if (!holder) return error;
  const [pid, table, user, application, since] = holder;
  const who = [user && `user ${user}`, application].filter(Boolean).join(', ');
  error.message = `${table} is locked by process ${pid}${who && ` (${who})`}${since ? `, whose transaction began at ${since} UTC` : ''}; the lock was not given within lock_timeout`;
  return Object.assign(error, {
    hint: `Let that session end its transaction, or end it: SELECT pg_terminate_backend(${pid}).`,
  });
}
