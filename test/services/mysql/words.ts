import { serverKind } from './server.ts';

/* What statements of tests have to say in other words at MySQL than at MariaDB. */

const isMysql = serverKind === 'mysql';

/** The collation whose texts are equal where all their bytes are. */
export const EXACT_COLLATION = isMysql ? 'utf8mb4_0900_bin' : 'utf8mb4_nopad_bin';

/** Shows the last file of the binary log and its length. */
export const SHOW_LOG_END = isMysql ? 'SHOW BINARY LOG STATUS' : 'SHOW BINLOG STATUS';

/** Begins the binary log again. */
export const RESET_LOG = isMysql ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER';

/** The right to ask for the binary log’s state, as the connector names it. */
export const LOG_STATE_RIGHT = isMysql ? 'REPLICATION CLIENT' : 'BINLOG MONITOR';

/** A table of the numbers from 1 to `last`, which are its column "seq". */
export function numbersTo(last: number): string {
  if (!isMysql) return `seq_1_to_${last}`;
  return `(WITH RECURSIVE numbers (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM numbers WHERE seq < ${last})
    SELECT seq FROM numbers) AS numbers`;
}

/** Whether the server has a type: MySQL has none for UUIDs and addresses, MariaDB none for vectors before 11.7, nor SRID in a column’s type. */
export function hasType(type: string): boolean {
  return isMysql ? !/^(uuid|inet[46])$/.test(type) : !/^vector|SRID/.test(type);
}
