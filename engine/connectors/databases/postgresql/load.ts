import { changedColumns } from '../../../contract/changed-columns.ts';
import type { FacetOf, LoadOutcome, LoadRequest } from '../../../contract/contract.ts';
import { NumbersNeeded } from '../../../contract/record-numbers.ts';
import { statementError } from '../../../families/postgresql/failures.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { loading, thereStill } from '../../../families/sql/loading.ts';
import type { MergeCounts } from '../../../families/sql/merge-steps.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { bringsAllValues } from '../../../families/sql/straight.ts';
import { type ArrivingColumn, arrivingColumns } from './arriving.ts';
import type { postgresqlCapabilities } from './capabilities.ts';
import { lockScope, settledOutcome } from './commits.ts';
import { carryOut, makeSchemas } from './define.ts';
import { describeTarget, type ExistingTarget } from './describe-target.ts';
import {
  committedOutcome,
  ensureCommits,
  lockDefinitions,
  postgresqlNames as names,
  quoteTable,
  recordCommit,
  tableName,
} from './dialect.ts';
import { find } from './find.ts';
import { fillWithoutKey, isFillable, lockEmpty } from './key-constraint.ts';
import { mergeStaged } from './merge.ts';
import { type Merge, readyRows } from './ready-rows.ts';
import { Rejects } from './rejects.ts';
import { copyInto, stageAsText, stageRows, UnreadableRows } from './staging.ts';

/**
 * Loads in one transaction, together with the change of the table and the batch's id: rows are copied into a temporary table
 * and merged from there.
 * An empty table that has no rules but its key is filled by COPY directly, and its key is built afterwards.
 *
 * `replace` empties a table by TRUNCATE, or by DELETE where other tables refer to it: the table, its grants and the
 * views on it stay. Others who read it wait from then until the commit; what was sent has arrived by then. So a table is
 * altered no sooner either.
 */
export function loadFacet(sessions: Sessions): FacetOf<typeof postgresqlCapabilities, 'load'> {
  return loading<Session>({ names, sessions, committed: settledOutcome, load, find, statementError });
}

async function load(session: Session, request: LoadRequest, name: TableName): Promise<LoadOutcome> {
  const { table, batch, change } = request;
  if (change) await makeSchemas(session, change);
  await ensureCommits(session, name);
  // What is read after waiting for a lock must be what the one who held it has left, whatever the role's default is.
  await session.run('BEGIN ISOLATION LEVEL READ COMMITTED');
  await session.run('SET CONSTRAINTS ALL IMMEDIATE');
  await session.rows(MEMORY);
  await lockScope(session, batch);
  const before = await committedOutcome(session, name, batch);
  // What is in already is not dropped again.
  if (change && (before ? change.drops === undefined : change.action === 'create')) {
    await session.run(lockDefinitions(` ${table.id}`));
    await carryOut(session, change);
  }
  if (before) {
    await session.run('COMMIT');
    return before;
  }
  const target = await targetAfter(session, request);
  const columns = arrivingColumns(request, target);
  const rejects = new Rejects(session, request);
  const counts = await loadOrFindFault(session, request, target, columns, rejects);
  const outcome: LoadOutcome = { ...counts, rejected: rejects.records };
  await recordCommit(session, name, batch, outcome);
  await session.run('COMMIT');
  return outcome;
}

/** The table as it will be once the change is made: one that is to be altered is not yet. */
async function targetAfter(session: Session, { table, change }: LoadRequest): Promise<ExistingTarget> {
  const target = thereStill(await describeTarget(session, tableName(table.id)), { table });
  return change?.action === 'alter'
    ? { ...target, columns: changedColumns(target.columns, table, change) }
    : target;
}

/** Alters the table, where the change says so: others wait from now on. */
async function alter(session: Session, { change }: LoadRequest): Promise<void> {
  if (change?.action === 'alter') await carryOut(session, change);
}

/**
 * Straight into the table where that is possible, else by way of a temporary one. Where that finds what it cannot tell apart
 * from the other rows, and the rows can be read again, it is rolled back and begun again:
 * - COPY refuses all rows for one value that the server cannot read, and an index that is built afterwards for one that it
 *   cannot hold: the rows come into a temporary table (where they can, as text), and the ones at fault are found on their way
 *   from there;
 * - rows that went straight into the table have no numbers: they are staged then.
 */
async function loadOrFindFault(
  session: Session,
  request: LoadRequest,
  target: ExistingTarget,
  columns: readonly ArrivingColumn[],
  rejects: Rejects,
): Promise<MergeCounts> {
  type Load = () => Promise<MergeCounts>;
  const staged: Load = () => loadStaged(session, request, target, columns, rejects, stageRows);
  const one: Load = () => {
    const stage: typeof stageRows =
      request.rows.format === 'csv' ? (s, c, r) => stageAsText(s, c, r, rejects) : stageRows;
    // Its indexes are to see each row.
    return loadStaged(session, request, { ...target, isPlain: false }, columns, rejects, stage);
  };
  const first: Load = async () =>
    (await loadDirectly(session, request, target, columns, rejects)) ?? (await staged());
  if (!request.isRepeatable) return first();
  const attempt = async (load: Load, again: (error: unknown) => Load | undefined): Promise<MergeCounts> => {
    await session.run('SAVEPOINT load');
    try {
      return await load();
    } catch (error) {
      const next = again(error);
      if (!next) throw error;
      await session.run('ROLLBACK TO SAVEPOINT load');
      rejects.forget();
      return await next();
    }
  };
  const ifUnreadable = (error: unknown) => (error instanceof UnreadableRows ? one : undefined);
  return attempt(first, (error) =>
    error instanceof NumbersNeeded ? () => attempt(staged, ifUnreadable) : ifUnreadable(error),
  );
}

/** Memory for sorting and joining whole batches, in this transaction only, where the server's own settings give less. */
const MEMORY = [
  ['work_mem', 64],
  ['maintenance_work_mem', 256],
]
  .map(
    ([name, mb]) =>
      `set_config('${name}', greatest(pg_size_bytes(current_setting('${name}')) / 1024, ${mb} * 1024) || 'kB', true)`,
  )
  .reduce((list, setting) => `${list}, ${setting}`, 'SELECT 1');

async function loadStaged(
  session: Session,
  request: LoadRequest,
  target: ExistingTarget,
  columns: readonly ArrivingColumn[],
  rejects: Rejects,
  stage: typeof stageRows,
) {
  const { nul } = await stage(session, columns, request);
  await alter(session, request);
  const merge: Merge = { request, table: quoteTable(tableName(request.table.id)), target, columns };
  return mergeStaged(session, rejects, merge, await readyRows(session, rejects, merge, nul));
}

/**
 * Fills an empty table, or answers undefined where that is not possible; nothing has happened then. Throws NumbersNeeded
 * where it finds records to be refused that it cannot name by number.
 */
async function loadDirectly(
  session: Session,
  request: LoadRequest,
  target: ExistingTarget,
  columns: readonly ArrivingColumn[],
  rejects: Rejects,
) {
  const table = quoteTable(tableName(request.table.id));
  if (!canFill(request, target, columns) || !(await lockEmpty(session, table))) return undefined;
  await alter(session, request);

  const { numbered, ...unnumbered } = request;
  const found = numbered ? new Rejects(session, unnumbered) : rejects;
  const count = await fillWithoutKey(
    session,
    table,
    target,
    async () => {
      const copied = await copyInto(session, table, columns, request);
      await found.nulCharacters(table, columns, copied.nul);
      return copied.count;
    },
    () => found.keys(table, request.key),
  );
  if (numbered && found.records.length > 0) throw new NumbersNeeded();
  return { inserted: count - rejects.records.length, updated: 0, deleted: 0 };
}

/**
 * Whether rows can go into the (empty) table as they come: nothing beside its key may refuse one. Where the rows can be read
 * again, the types and NOT NULL may refuse some; they are staged then.
 */
function canFill(request: LoadRequest, target: ExistingTarget, columns: readonly ArrivingColumn[]): boolean {
  const { key, operation, isRepeatable = false } = request;
  if (operation === 'update' || operation === 'delete' || !isFillable(target, key)) return false;
  const canRead = (c: ArrivingColumn) => c.type === c.targetType || (isRepeatable && c.isReadAlike);
  if (!columns.every((c) => canRead(c) && c.only !== 'update')) return false;
  return bringsAllValues(request, target, isRepeatable);
}
