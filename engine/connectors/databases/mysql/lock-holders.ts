import { isLockTimeout } from './failures.ts';
import type { Rows } from './session.ts';

/** The transaction that has been open for the longest, but for that of one session: it most likely holds what was waited for. */
const HOLDER = `SELECT x.trx_mysql_thread_id, p.USER, p.HOST, CAST(x.trx_started AS CHAR)
  FROM information_schema.INNODB_TRX x LEFT JOIN information_schema.PROCESSLIST p ON p.ID = x.trx_mysql_thread_id
  WHERE x.trx_mysql_thread_id NOT IN (?, connection_id()) ORDER BY x.trx_started LIMIT 1`;

/** Says in the server's error that a lock was waited for, and who has most likely held it, as far as that can be found out. */
export async function nameHolder(
  error: unknown,
  threadId: number,
  ask: (sql: string, values: readonly number[]) => Promise<Rows>,
): Promise<unknown> {
  if (!isLockTimeout(error)) return error;
  const [holder] = await ask(HOLDER, [threadId]).catch(() => []);
  const [id, user, host, since] = holder ?? [];
  const who = user ? ` (${user}@${host})` : '';
  const oldest = id ? `; the oldest open transaction is that of connection ${id}${who}, since ${since}` : '';
  error.message = `another session holds a lock that was not given within lock_timeout${oldest}`;
  return error;
}
