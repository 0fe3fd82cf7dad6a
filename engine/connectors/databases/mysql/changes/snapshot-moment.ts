import type { TableName } from '../../../../families/sql/names.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { quoteTable } from '../dialect.ts';
import { isServerError } from '../failures.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import { mariadbGtids, requireLogEnd } from './log-status.ts';
import type { LogPosition } from './position.ts';

/** For how long others may keep the table from being locked for a moment, in seconds: new writers wait as well. */
const LOCK_PATIENCE_S = 3;

/** A place in the log, with a MariaDB's GTIDs at it or a little before. */
export type Moment = Pick<LogPosition, 'file' | 'offset' | 'gtid'>;

/** Begins a transaction that sees one moment of the data. Answers the moment's place in the log. */
export async function beginSnapshot(
  sessions: Sessions,
  session: Session,
  table: TableName,
  signal: AbortSignal,
): Promise<Moment> {
  if (session.isMariadb) {
    const gtid = await mariadbGtids(session);
    await startTransaction(session);
    return { ...(await snapshotPlace(session)), gtid };
  }
  return sessions.use(signal, async (other) => {
    const isLocked = await lock(other, table);
    // Without the lock the place is from before the moment: what was committed in between comes a second time.
    const early = isLocked ? undefined : await requireLogEnd(session);
    await startTransaction(session);
    const end = early ?? (await requireLogEnd(session));
    await other.run('UNLOCK TABLES');
    return end;
  });
}

async function startTransaction(session: Session): Promise<void> {
  await session.run('START TRANSACTION WITH CONSISTENT SNAPSHOT');
}

/** MariaDB says itself which place in the log the transaction sees. */
async function snapshotPlace(session: Session): Promise<Pick<LogPosition, 'file' | 'offset'>> {
  const rows = await session.rows("SHOW STATUS LIKE 'binlog_snapshot_%'");
  const status = new Map(rows.map(([name, value]) => [name?.toLowerCase(), value]));
  const file = status.get('binlog_snapshot_file');
  const offset = status.get('binlog_snapshot_position');
  if (file && offset) return { file, offset: Number(offset) };
  throw new SyncformError('failed', 'the server does not say which place in its binary log a snapshot sees', {
    hint: 'Check that it keeps a binary log (log_bin).',
  });
}

/** Keeps everybody from writing to the table. Answers whether that could be obtained. */
async function lock(session: Session, table: TableName): Promise<boolean> {
  await session.run(`SET SESSION lock_wait_timeout = ${LOCK_PATIENCE_S}`);
  try {
    await session.run(`LOCK TABLES ${quoteTable(table)} READ`);
    return true;
  } catch (error) {
    if (isServerError(error)) return false;
    throw error;
  } finally {
    await session.run('SET SESSION lock_wait_timeout = DEFAULT');
  }
}
