import { SyncformError } from '../../../../kit/errors.ts';
import type { MysqlConfig } from '../config.ts';
import { isServerError } from '../failures.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import { FORMAT_DESCRIPTION, readEvent } from './binlog/events.ts';
import { openDump } from './dump.ts';
import { fileNumber, type LogPosition } from './position.ts';
import { logServer } from './server.ts';

/** The end of the log as a statement shows it. */
export interface LogEnd {
  readonly file: string;
  readonly offset: number;
  /** Databases that alone are logged, and those that are not, by commas; empty where all are. */
  readonly only: string;
  readonly ignored: string;
  /** A MySQL's GTID set there; empty where it has none, or one that is not known here. */
  readonly gtid: string;
}

/** The server knows no such statement. */
const NO_SUCH_STATEMENT = 1064;

/** Without tags, which count by themselves. */
const GTID_SET = /^([\da-f-]{36}(:\d+(-\d+)?)+(,|$))+$/;

/** The end of the log, or undefined where there is none. */
export async function logEnd(session: Session): Promise<LogEnd | undefined> {
  const [row] = await session.rows('SHOW MASTER STATUS').catch((error: unknown) => {
    // What MySQL calls it since 8.4.
    if (isServerError(error) && error.errno === NO_SUCH_STATEMENT)
      return session.rows('SHOW BINARY LOG STATUS');
    throw error;
  });
  if (!row?.[0]) return undefined;
  const gtid = (row[4] ?? '').replaceAll(/\s/g, '').toLowerCase();
  return {
    file: row[0],
    offset: Number(row[1]),
    only: row[2] ?? '',
    ignored: row[3] ?? '',
    gtid: GTID_SET.test(gtid) ? gtid : '',
  };
}

/** The end of the log; throws where there is none. */
export async function requireLogEnd(session: Session): Promise<LogEnd> {
  const end = await logEnd(session);
  if (end) return end;
  throw new SyncformError('failed', 'the server keeps no binary log', {
    hint: 'Start it with log_bin, binlog_format = ROW and a server_id.',
  });
}

/** A MariaDB's GTID position, empty of a MySQL; asked before a place in the log, it is at it or a little before. */
export async function mariadbGtids(session: Session): Promise<string> {
  if (!session.isMariadb) return '';
  const [row] = await session.rows('SELECT @@gtid_binlog_pos');
  return row?.[0] ?? '';
}

/** The position behind all that is committed. */
export function headPosition(
  config: MysqlConfig,
  sessions: Sessions,
  signal: AbortSignal,
): Promise<LogPosition> {
  return sessions.use(signal, async (session) => {
    const earlier = await mariadbGtids(session);
    const { file, offset, gtid } = await requireLogEnd(session);
    return wholePosition(config, sessions, session, { file, offset, gtid: earlier || gtid }, signal);
  });
}

/** A position with what only the log itself says: its file's age. */
export async function wholePosition(
  config: MysqlConfig,
  sessions: Sessions,
  session: Session,
  place: Pick<LogPosition, 'file' | 'offset' | 'gtid'>,
  signal: AbortSignal,
): Promise<LogPosition> {
  const { id } = await logServer(session);
  return { ...place, server: id, born: await fileAge(config, sessions, place.file, signal) };
}

/** When a file of the log was begun: its first event says so. Seconds since 1970. */
async function fileAge(
  config: MysqlConfig,
  sessions: Sessions,
  file: string,
  signal: AbortSignal,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const close = await openDump(
    config,
    sessions,
    { file, offset: 4 },
    {
      packet(buffer, start, end) {
        const { type, timestamp } = readEvent(buffer, start, end, 0);
        if (type === FORMAT_DESCRIPTION) resolve(timestamp);
      },
      failed: reject,
    },
    signal,
  );
  try {
    return await promise;
  } finally {
    close();
  }
}

/** The log's files, oldest first. */
export async function logFiles(
  session: Session,
): Promise<readonly { readonly file: string; readonly bytes: number }[]> {
  const rows = await session.rows('SHOW BINARY LOGS');
  return rows.map(([file, bytes]) => ({ file: file as string, bytes: Number(bytes) }));
}

/** Bytes of log from a position to its end. */
export function bytesAfter(
  files: readonly { readonly file: string; readonly bytes: number }[],
  { file, offset }: LogPosition,
): number {
  const first = fileNumber(file);
  let bytes = 0;
  for (const each of files) {
    const number = fileNumber(each.file);
    if (number > first) bytes += each.bytes;
    else if (number === first) bytes += Math.max(0, each.bytes - offset);
  }
  return bytes;
}
