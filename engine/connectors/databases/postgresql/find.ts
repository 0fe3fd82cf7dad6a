import type { Findings, FindRequest } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import { statementError } from '../../../families/postgresql/failures.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { thereStill } from '../../../families/sql/load.ts';
import { arrivingColumns } from './arriving.ts';
import { describeTarget } from './describe-target.ts';
import { quoteTable, tableName } from './dialect.ts';
import { readyRows, sameKey } from './ready-rows.ts';
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
  const { key, filter } = request;
  const name = tableName(request.table.id);
  const target = thereStill(await describeTarget(session, name), request);
  const columns = arrivingColumns(request, target);
  const rejects = new Rejects(session, request);
  const table = quoteTable(name);
  const { nul } = await stageReadable(session, request, columns, rejects);
  const { stage } = await readyRows(session, rejects, { request, table, target, columns }, nul);
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
