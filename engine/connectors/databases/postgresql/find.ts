import type { Findings, FindRequest } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import { statementError } from '../../../families/postgresql/failures.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { arrivingColumns } from './arriving.ts';
import { describeTarget } from './describe-target.ts';
import { quoteTable, tableName } from './dialect.ts';
import { refuseHeld } from './holders.ts';
import { type Merge, sameKey, withTypedKeys } from './merge.ts';
import { Rejects } from './rejects.ts';
import { targetCondition } from './source.ts';
import { quoteIdentifier } from './sql.ts';
import { stageAsText, stageRows, UnreadableRows } from './staging.ts';

/** Looks for records by their keys, which come into a temporary table; the transaction is rolled back. */
export function findIn(sessions: Sessions, request: FindRequest): Promise<Findings> {
  return sessions.use(request.signal, async (session) => {
    try {
      await session.run('BEGIN ISOLATION LEVEL READ COMMITTED');
      const findings = await find(session, request);
      await session.run('ROLLBACK');
      return findings;
    } catch (error) {
      throw statementError(`looking for records in ${request.table.id}`, error);
    }
  });
}

async function find(session: Session, request: FindRequest): Promise<Findings> {
  const { operation, key, filter } = request;
  const name = tableName(request.table.id);
  const target = await describeTarget(session, name);
  if (!target)
    throw new SyncformError('source_changed', `there is no table ${request.table.id} any more`, {
      hint: 'Plan again.',
    });
  const columns = arrivingColumns(request, target);
  const rejects = new Rejects(session, request);
  const table = quoteTable(name);
  const merge: Merge = { operation, table, target, columns, key, deleteMissing: false, marks: undefined };
  const { nul } = await stageReadable(session, request, columns, rejects);
  await rejects.nulCharacters('pg_temp.syncform_stage', columns, nul);
  const { stage } = await withTypedKeys(session, rejects, merge);
  await rejects.keys(stage, key);
  await refuseHeld(session, rejects, request, merge, stage);
  const where = filter ? ` WHERE ${await targetCondition(session, name, filter)}` : '';
  const rows = await session.rows(
    `SELECT s.${quoteIdentifier(NUMBER.name)} FROM ${stage} AS s
      WHERE EXISTS (SELECT FROM (SELECT * FROM ${table}${where}) AS t WHERE ${sameKey(key)})`,
  );
  return { found: rows.map(([number]) => Number(number)), rejected: rejects.records };
}

/** Stages the rows, as text where the server cannot read one of them. */
async function stageReadable(
  session: Session,
  request: FindRequest,
  columns: ReturnType<typeof arrivingColumns>,
  rejects: Rejects,
) {
  if (request.rows.format !== 'csv' || !request.isRepeatable) return stageRows(session, columns, request);
  await session.run('SAVEPOINT find');
  try {
    return await stageRows(session, columns, request);
  } catch (error) {
    if (!(error instanceof UnreadableRows)) throw error;
    await session.run('ROLLBACK TO SAVEPOINT find');
    return stageAsText(session, columns, request, rejects);
  }
}
