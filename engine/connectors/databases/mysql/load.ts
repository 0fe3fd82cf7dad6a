import type { FacetOf, LoadOutcome, LoadRequest } from '../../../contract/contract.ts';
import { NumbersNeeded } from '../../../contract/record-numbers.ts';
import { loading, thereStill } from '../../../families/sql/loading.ts';
import type { MergeCounts } from '../../../families/sql/merge-steps.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { bringsAllValues, hasKey } from '../../../families/sql/straight.ts';
import { pause } from '../../../kit/abort.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { type ArrivingColumn, arrivingColumns } from './arriving.ts';
import type { mysqlCapabilities } from './capabilities.ts';
import { withScope } from './commits.ts';
import type { MysqlConfig } from './config.ts';
import { describeTarget, type ExistingTarget } from './describe-target.ts';
import { committedOutcome, ensureCommits, mysqlNames as names, quoteTable, recordCommit } from './dialect.ts';
import { isDeadlock, isMissingPrivilege, statementError } from './failures.ts';
import { find } from './find.ts';
import { mergeStaged } from './merge.ts';
import { type Merge, readyRows } from './ready-rows.ts';
import { Rejects } from './rejects.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { dropStages, fill, stagesOf } from './staging.ts';

/**
 * Loads in one transaction, together with the batch's id. MySQL commits whatever is open before any CREATE, ALTER, DROP,
 * TRUNCATE or RENAME of a table, so none of them is part of a load: tables are made and altered before by the define
 * facet, and the only ones that a load makes are temporary, which commits nothing and goes with the session.
 *
 * - Rows come into a temporary table first, and only when all of them are there and their keys are checked does the
 *   transaction begin: update, insert and delete by join, the batch's id, COMMIT. It holds its locks no longer than that.
 *   After a deadlock it is begun again, from the temporary table.
 * - An empty table that has no rules but its primary key is filled directly: the transaction is open while rows come, but
 *   there is nothing in the table that others could wait for.
 * - `replace` is DELETE and INSERT within that transaction: never TRUNCATE, nor a new table that is renamed. Others read
 *   the old rows until the commit and the new ones from then on, in one step, and never none or some of both. A crash, a
 *   lost line or a refused statement at any moment leaves the old rows, and no batch id. The table itself stays: its
 *   grants, triggers, views and the foreign keys of others, which may refuse the DELETE. The price is room for the old
 *   rows in the undo log until the commit.
 *
 * What is guaranteed is the storage engine's: tables of one that has no transactions (MyISAM, Aria) are refused. Two loads
 * of one scope wait for each other. Where the target has no unique index over the key, somebody else who inserts the same
 * key during the transaction is not noticed: only the index could.
 */
export function loadFacet(
  config: MysqlConfig,
  sessions: Sessions,
): FacetOf<typeof mysqlCapabilities, 'load'> {
  return loading<Session>({
    names,
    sessions,
    bareIn: config.dbname,
    committed: (session, name, batch) =>
      withScope(session, batch, () => committedOutcome(session, name, batch)),
    load,
    find,
    statementError,
  });
}

async function load(session: Session, request: LoadRequest, name: TableName): Promise<LoadOutcome> {
  const { batch } = request;
  await ensureCommits(session, name);
  return withScope(
    session,
    batch,
    async () => (await committedOutcome(session, name, batch)) ?? (await loadLocked(session, request, name)),
  );
}

async function loadLocked(session: Session, request: LoadRequest, name: TableName): Promise<LoadOutcome> {
  const { id } = request.table;
  const target = thereStill(await describeTarget(session, name), request);
  if (!target.isTransactional)
    throw new SyncformError('invalid', `${id} is a table of ${target.engine}, which has no transactions`, {
      hint: `ALTER TABLE ${quoteTable(name)} ENGINE=InnoDB.`,
    });
  const columns = arrivingColumns(request, target);
  if (await canFill(session, request, target, columns, quoteTable(name)))
    try {
      return await fillDirectly(session, request, target, columns, name);
    } catch (error) {
      if (!(error instanceof NumbersNeeded)) throw error;
      await session.run('ROLLBACK');
    }
  return loadStaged(session, request, target, columns, new Rejects(session, request), name);
}

/** How often a transaction is begun again after another one was in its way, and the pause before, in milliseconds. */
const ATTEMPTS = 5;
const PAUSE_MS = 200;

async function loadStaged(
  session: Session,
  request: LoadRequest,
  target: ExistingTarget,
  columns: readonly ArrivingColumn[],
  rejects: Rejects,
  name: TableName,
): Promise<LoadOutcome> {
  const [table, stages] = [quoteTable(name), stagesOf(name)];
  const merge: Merge = { request, table, target, columns, isMariadb: session.isMariadb, stages };
  const ready = await readyRows(session, rejects, merge);
  const rejectedBefore = rejects.records.length;
  for (let attempt = 1; ; attempt++)
    try {
      await session.run('START TRANSACTION');
      const counts = await mergeStaged(session, rejects, merge, ready);
      const outcome = await commit(session, name, request, counts, rejects);
      await dropStages(session, stages);
      return outcome;
    } catch (error) {
      if (!isDeadlock(error) || attempt === ATTEMPTS) throw error;
      await session.run('ROLLBACK');
      rejects.records.length = rejectedBefore;
      if ((await committedOutcome(session, name, request.batch)) !== undefined) throw error;
      await pause(PAUSE_MS * attempt, request.signal);
    }
}

/** Whether rows can go into the table as they come: nothing could be refused beside keys, and there is nothing in it. */
async function canFill(
  session: Session,
  request: LoadRequest,
  target: ExistingTarget,
  columns: readonly ArrivingColumn[],
  table: string,
): Promise<boolean> {
  const { operation, key } = request;
  if (!target.isPlain || !session.takesFiles || operation === 'update' || operation === 'delete')
    return false;
  if (!columns.every((c) => c.isExact && c.only !== 'update')) return false;
  if (!hasKey(target, key)) return false;
  if (!bringsAllValues(request, target)) return false;
  return operation === 'replace' || (await session.rows(`SELECT 1 FROM ${table} LIMIT 1`)).length === 0;
}

const DUPLICATE_ENTRY = 1062;
/** The most warnings that the server remembers. */
const WARNINGS = 65_535;

/**
 * Fills a table with nothing in it. Of rows with the same key the server takes the first and warns of the others. Throws
 * NumbersNeeded where it finds records to be refused that it cannot name by number.
 */
async function fillDirectly(
  session: Session,
  request: LoadRequest,
  target: ExistingTarget,
  columns: readonly ArrivingColumn[],
  name: TableName,
): Promise<LoadOutcome> {
  const table = quoteTable(name);
  const { numbered, ...unnumbered } = request;
  const rejects = new Rejects(session, unnumbered);
  await rememberWarnings(session);
  await session.run('START TRANSACTION');
  const deleted = request.operation === 'replace' ? (await session.run(`DELETE FROM ${table}`)).rows : 0;
  const { sent, taken, warnings } = await fill(session, table, columns, request, target.key, rejects.refuse);
  if (numbered && rejects.records.length + warnings.length > 0) throw new NumbersNeeded();
  const other = warnings.find(({ errno }) => errno !== DUPLICATE_ENTRY);
  if (other || sent - taken !== warnings.length)
    throw new SyncformError(
      'failed',
      `the server took ${taken} of ${sent} rows${other ? `: ${other.message}` : ''}`,
      {
        hint: 'Look for records that have the same key. MySQL names more than 1024 of them only where the connection’s user has SESSION_VARIABLES_ADMIN.',
      },
    );
  for (const { message } of warnings)
    rejects.refuseKey(
      keyOf(message, target.key),
      `an earlier record of the same batch has the same key (${target.key.join(', ')})`,
    );
  return commit(session, name, request, { inserted: taken, updated: 0, deleted }, rejects);
}

/** Lets the server remember as many warnings as it can; MySQL keeps that from ordinary users, for whom it remembers 1024. */
async function rememberWarnings(session: Session): Promise<void> {
  try {
    await session.run(`SET SESSION max_error_count = ${WARNINGS}`);
  } catch (error) {
    if (!isMissingPrivilege(error)) throw error;
  }
}

/** The key's values of the server's words for it, which joins them by dashes; where that is ambiguous, all as the first. */
function keyOf(message: string, key: readonly string[]): readonly string[] {
  const text = /'(.*)' for key /s.exec(message)?.[1] ?? message;
  const parts = text.split('-');
  return parts.length === key.length ? parts : [text];
}

async function commit(
  session: Session,
  name: TableName,
  { batch }: LoadRequest,
  counts: MergeCounts,
  rejects: Rejects,
): Promise<LoadOutcome> {
  const outcome: LoadOutcome = { ...counts, rejected: rejects.records };
  await recordCommit(session, name, batch, outcome);
  await session.run('COMMIT');
  return outcome;
}
