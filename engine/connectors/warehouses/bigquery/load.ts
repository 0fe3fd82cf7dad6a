import type { FacetOf, LoadOutcome, LoadRequest } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { SqlSystem } from '../../../families/sql/system.ts';
import { pause } from '../../../kit/abort.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { bigqueryCapabilities } from './capabilities.ts';
import { type BigqueryTable, locationOf } from './catalog.ts';
import { committedOutcome, endedJob, ensureCommits, forgetOld, mergeJobId, outcomeOf } from './commits.ts';
import { isPassing, statementError } from './failures.ts';
import { find } from './find.ts';
import { mergeScript } from './merge.ts';
import { names } from './names.ts';
import { withReadyRows } from './ready-rows.ts';
import { FIRST_WAIT_MS, queryJob, type Session, TRIES } from './sessions.ts';
import { removeLeft } from './stage.ts';

/**
 * Loads rows by jobs:
 * 1. A load job brings them, as they are, into a table beside the target.
 * 2. A query finds those that cannot be in the target.
 * 3. One script brings the others into the target, and the batch's outcome into `_syncform_commits`, in one transaction.
 * The table beside the target goes, whatever way it ends; that of a killed process expires within a day.
 */
export function loadFacet(system: SqlSystem<Session>): FacetOf<typeof bigqueryCapabilities, 'load'> {
  const { sessions } = system;
  return {
    committed: (id, batch, signal) =>
      sessions.use(signal, async (session) => {
        try {
          const name = names.tableName(id);
          const [table] = await system.describe(session, [name]);
          return table && (await committedOutcome(session, name, batch));
        } catch (error) {
          throw statementError(`asking what ${id} holds`, error);
        }
      }),
    load: (request) =>
      sessions.use(request.signal, async (session) => {
        try {
          return await load(system, session, request);
        } catch (error) {
          throw statementError(`loading ${request.table.id}`, error);
        }
      }),
    find: (request) =>
      sessions.use(request.signal, async (session) => {
        try {
          const { id } = request.table;
          return await find(
            system,
            session,
            request,
            await targetOf(system, session, names.tableName(id), id),
          );
        } catch (error) {
          throw statementError(`looking for records in ${request.table.id}`, error);
        }
      }),
  };
}

async function targetOf(
  system: SqlSystem<Session>,
  session: Session,
  name: TableName,
  id: string,
): Promise<BigqueryTable> {
  const [table] = await system.describe(session, [name]);
  if (table && !table.isView) return table as BigqueryTable;
  throw new SyncformError('source_changed', `there is no table ${id} any more`, { hint: 'Plan again.' });
}

async function load(
  system: SqlSystem<Session>,
  session: Session,
  request: LoadRequest,
): Promise<LoadOutcome> {
  const { batch } = request;
  const name = names.tableName(request.table.id);
  const table = await targetOf(system, session, name, request.table.id);
  await ensureCommits(session, name, system.dialect.commits.create);
  const before = await committedOutcome(session, name, batch);
  await removeLeft(session, name, batch.scope);
  if (before) return before;
  return withReadyRows(session, request, table, batch.scope, async ({ columns, stage, rejects }) => {
    const { good, records: rejected } = rejects;
    await runMerge(
      session,
      table,
      batch,
      mergeScript({ request, batch, table, columns, stage, good, rejected }),
    );
    const outcome = await outcomeOf(session, name, batch);
    if (!outcome) throw new SyncformError('failed', `${request.table.id}: the load left no note of itself`);
    await forgetOld(session, name, batch);
    return { ...outcome, rejected };
  });
}

/**
 * Runs the script of a batch, under the first of its ids that no job has. A job that was given up for another transaction's sake is
 * followed by another one.
 */
async function runMerge(
  session: Session,
  table: BigqueryTable,
  batch: LoadRequest['batch'],
  script: string,
): Promise<void> {
  const { client, signal } = session;
  const name = table.table;
  const location = client.location ?? (await locationOf(client, name.schema, signal));
  let failed = 0;
  for (let attempt = 0; ; attempt++) {
    const jobId = mergeJobId(name, batch, attempt);
    if (await endedJob(session, jobId, location)) {
      // It failed, or what it committed is forgotten; or it has committed the batch since that was asked.
      if (await outcomeOf(session, name, batch)) return;
      continue;
    }
    try {
      const job = await client.insertJob(queryJob(script), signal, jobId, location);
      await client.results(job, signal, 0);
      return;
    } catch (error) {
      if (++failed === TRIES || !isPassing(error)) throw error;
      await pause(FIRST_WAIT_MS * 2 ** (failed - 1) * (0.5 + Math.random() / 2), signal);
    }
  }
}
