import type { MysqlConfig } from '../config.ts';
import { isMissingPrivilege } from '../failures.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import { headPosition, logEnd } from './log-status.ts';
import { globalVariables, type LogFault, settingFaults } from './setting-faults.ts';

/** Log is kept for a day at least, or a sync that pauses over night is lost. */
const SHORTEST_RETENTION_S = 86_400;

/** Reads the settings that following needs, and tries what the user has to be allowed to do. */
export async function logFaults(
  config: MysqlConfig,
  sessions: Sessions,
  signal: AbortSignal,
): Promise<readonly LogFault[]> {
  const faults = await sessions.use(signal, async (session) => [
    ...(await settingFaults(session)),
    ...(await statusFaults(session, config)),
  ]);
  if (faults.length > 0) return faults;
  try {
    await headPosition(config, sessions, signal);
    return [];
  } catch (error) {
    if (!isMissingPrivilege((error as Error).cause)) throw error;
    return [
      {
        about: 'rights',
        message: `user "${config.account}" may not read the binary log`,
        hint: `GRANT REPLICATION SLAVE ON *.* TO '${config.account}'@'…';`,
      },
    ];
  }
}

async function statusFaults(session: Session, { account }: MysqlConfig): Promise<readonly LogFault[]> {
  try {
    await logEnd(session);
    return [];
  } catch (error) {
    if (!isMissingPrivilege(error)) throw error;
    const right = session.isMariadb
      ? 'BINLOG MONITOR, REPLICATION SLAVE'
      : 'REPLICATION CLIENT, REPLICATION SLAVE';
    return [
      {
        about: 'rights',
        message: `user "${account}" may not ask for the state of the binary log`,
        hint: `GRANT ${right} ON *.* TO '${account}'@'…';`,
      },
    ];
  }
}

/** What should be known of how long the server keeps its log; empty mostly. */
export async function retentionWarnings(session: Session): Promise<readonly string[]> {
  const settings = await globalVariables(session, ['binlog_expire_logs_seconds', 'expire_logs_days']);
  const seconds =
    Number(settings.get('binlog_expire_logs_seconds') ?? 0) ||
    Number(settings.get('expire_logs_days') ?? 0) * 86_400;
  // 0: until somebody purges it.
  if (seconds === 0 || seconds >= SHORTEST_RETENTION_S) return [];
  return [
    `the server keeps its binary log for ${seconds} seconds: a sync that pauses longer has to be run with --resync. SET GLOBAL binlog_expire_logs_seconds = ${7 * 86_400};`,
  ];
}
