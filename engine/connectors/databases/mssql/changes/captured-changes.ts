import type { RowChange } from '../../../../contract/changes.ts';
import { mssqlDialect } from '../dialect.ts';
import { isServerError } from '../failures.ts';
import type { Session } from '../sessions.ts';
import type { FollowedTable } from './followed-table.ts';
import { cleanedUp } from './lost.ts';

/** A change of a row as it was captured. */
export interface CapturedRow {
  /** Of the transaction's commit. */
  readonly lsn: string;
  /** Where it is in the transaction, 20 hexadecimal digits. */
  readonly seq: string;
  /** When the transaction was committed, an instant. */
  readonly time: string | undefined;
  readonly table: FollowedTable;
  readonly change: RowChange;
}

/** LSNs of the first and the last transaction that is wanted, and the minutes by which the server's clock is ahead of UTC. */
export interface CapturedRange {
  readonly first: string;
  readonly to: string;
  readonly offset: string;
}

/** Rows that are asked for at once: what is before and after an update are two. */
const PAGE = 5_000;
/** The server says so of an LSN that is before what is kept. */
const BEFORE_WHAT_IS_KEPT = 313;

/** What __$operation says (https://learn.microsoft.com/sql/relational-databases/system-functions/cdc-fn-cdc-get-all-changes-capture-instance-transact-sql). */
const DELETE = '1';
const INSERT = '2';
const BEFORE_UPDATE = '3';

/** The changes of one table in the order of the log, a page after the other. */
export async function* capturedChanges(
  session: Session,
  table: FollowedTable,
  { first, to, offset }: CapturedRange,
): AsyncGenerator<CapturedRow> {
  let last: readonly string[] | undefined;
  let before: readonly (string | null)[] | undefined;
  for (;;) {
    const rows = await page(session, table, last?.[0] ?? first, to, offset, last);
    for (const [lsn, seq, operation, time, ...values] of rows) {
      if (operation === BEFORE_UPDATE) {
        before = values;
        continue;
      }
      const type = operation === DELETE ? 'delete' : operation === INSERT ? 'insert' : 'update';
      const change = table.change(type, values, type === 'update' ? before : undefined);
      before = undefined;
      yield { lsn: `${lsn}`, seq: `${seq}`, time: time === null ? undefined : `${time}+00`, table, change };
    }
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.slice(0, 3).map(String);
  }
}

async function page(
  session: Session,
  table: FollowedTable,
  first: string,
  to: string,
  offset: string,
  last: readonly string[] | undefined,
) {
  const changes = `cdc.${mssqlDialect.quoteIdentifier(`fn_cdc_get_all_changes_${table.keptBy}`)}(0x${first}, 0x${to}, N'all update old')`;
  const beyond = last
    ? `WHERE c.[__$start_lsn] > 0x${last[0]} OR c.[__$seqval] > 0x${last[1]} OR (c.[__$seqval] = 0x${last[1]} AND c.[__$operation] > ${last[2]})\n`
    : '';
  const time = `CONVERT(nvarchar(30), DATEADD(minute, ${-Number(offset)}, sys.fn_cdc_map_lsn_to_time(c.[__$start_lsn])), 121)`;
  try {
    return await session.rows(
      `SELECT TOP (${PAGE}) CONVERT(nvarchar(20), c.[__$start_lsn], 2) AS lsn, CONVERT(nvarchar(20), c.[__$seqval], 2) AS seq, c.[__$operation] AS o, ${time} AS committed, ${table.select('c')}
FROM ${changes} AS c
${beyond}ORDER BY c.[__$start_lsn], c.[__$seqval], c.[__$operation]`,
    );
  } catch (error) {
    if (isServerError(error) && error.number === BEFORE_WHAT_IS_KEPT)
      throw cleanedUp(`table ${table.id} has no changes from LSN ${first} on any more`);
    throw error;
  }
}
