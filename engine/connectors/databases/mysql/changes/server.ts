import type { Session } from '../session.ts';

/** What the log's reader has to know of a server. */
export interface LogServer {
  readonly isMariadb: boolean;
  /** As positions name it. */
  readonly id: string;
  /** Whether the log and the catalog have tables' names in lower case, or compare them so. */
  readonly ignoresCase: boolean;
}

export async function logServer(session: Session): Promise<LogServer> {
  const { isMariadb } = session;
  const [row] = await session.rows(
    `SELECT ${isMariadb ? '@@server_id' : '@@server_uuid'}, @@lower_case_table_names`,
  );
  return { isMariadb, id: String(row?.[0]), ignoresCase: row?.[1] !== '0' };
}
