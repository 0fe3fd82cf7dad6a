import type { Batch, FacetOf, LoadOutcome, LoadRequest } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { SqlSystem } from '../../../families/sql/system.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { carryOut } from './apply.ts';
import type { clickhouseCapabilities } from './capabilities.ts';
import { type ClickhouseTable, describeTables, names } from './catalog.ts';
import { forgetOld, note, noted, type Pending, takeBack } from './commits.ts';
import { StatementError, statementError } from './failures.ts';
import { prepare } from './prepare.ts';
import type { Session } from './sessions.ts';
import { removeLeft, Stage } from './stage.ts';
import type { Staging } from './staging.ts';
import { HAS_WIDE_TIMES, NARROW_TIMES, type TimeRange, WIDE_TIMES } from './times.ts';

/**
 * Loads without transactions, by a note of what is to be done:
 * 1. All that it takes to bring the rows into the target is laid down in a table beside it. Unless rows are only added, they
 *    arrive in a table of their own before.
 * 2. One row in `_syncform_commits` says so. That is the batch's commit.
 * 3. It is carried out, and the note says that it was.
 * Whoever finds a note of the second kind carries it out: the process after one that died, or the question whether a batch is
 * committed. Everything before the note is dropped by the scope's next load.
 */
export function loadFacet(
  system: SqlSystem<Session>,
  staging?: Staging,
): FacetOf<typeof clickhouseCapabilities, 'load'> {
  const { sessions, bareIn } = system;
  let times: TimeRange | undefined;
  return {
    committed: (id, batch, signal) =>
      sessions.use(signal, async (session) => {
        const name = names.tableName(id, bareIn);
        try {
          const [table] = await describeTables(session, [name]);
          return table && (await settle(session, table, batch, signal));
        } catch (error) {
          throw statementError(`asking what ${id} holds`, error);
        }
      }),
    load: (request) =>
      sessions.use(request.signal, async (session) => {
        try {
          const table = await targetOf(session, names.tableName(request.table.id, bareIn), request.table.id);
          times ??= (await session.rows(HAS_WIDE_TIMES))[0]?.[0] === '1' ? WIDE_TIMES : NARROW_TIMES;
          return await load(session, table, request, times, staging);
        } catch (error) {
          throw statementError(`loading ${request.table.id}`, error);
        }
      }),
  };
}

async function targetOf(session: Session, name: TableName, id: string): Promise<ClickhouseTable> {
  const [table] = await describeTables(session, [name]);
  if (table && !table.isView) return table;
  throw new SyncformError('source_changed', `there is no table ${id} any more`, { hint: 'Plan again.' });
}

/** The outcome of a batch that is noted; what is still to be done of it is done. */
async function settle(
  session: Session,
  table: ClickhouseTable,
  batch: Batch,
  signal: AbortSignal,
): Promise<LoadOutcome | undefined> {
  const found = await noted(session, table.table, batch, signal);
  if (found?.pending) await finish(session, table, batch, found.outcome, found.pending);
  return found?.outcome;
}

/** Carries out a noted batch. What the server refuses is taken back: nothing of it was done. */
async function finish(
  session: Session,
  table: ClickhouseTable,
  batch: Batch,
  outcome: LoadOutcome,
  pending: Pending,
): Promise<void> {
  try {
    await carryOut(session, table, batch, pending);
  } catch (error) {
    if (error instanceof StatementError) await takeBack(session, table.table, batch);
    throw error;
  }
  await note(session, table.table, batch, outcome, undefined);
  await new Stage(table.table, batch.scope, pending.stage).drop(session);
}

async function load(
  session: Session,
  table: ClickhouseTable,
  request: LoadRequest,
  times: TimeRange,
  staging: Staging | undefined,
): Promise<LoadOutcome> {
  const { batch, signal } = request;
  const before = await settle(session, table, batch, signal);
  await removeLeft(session, table.table, batch.scope);
  if (before) return before;
  const stage = new Stage(table.table, batch.scope);
  let isNoted = false;
  try {
    const { outcome, pending } = await prepare({ session, table, request, stage, times, staging });
    // From here on the tables belong to the note.
    isNoted = true;
    await note(session, table.table, batch, outcome, pending);
    await finish(session, table, batch, outcome, pending);
    await forgetOld(session, table.table, batch);
    return outcome;
  } catch (error) {
    if (error instanceof StatementError) isNoted = false;
    throw error;
  } finally {
    if (!isNoted) await stage.drop(session).catch(() => {});
  }
}
