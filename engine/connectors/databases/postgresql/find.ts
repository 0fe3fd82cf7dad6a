import type { Findings, FindRequest } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import { foundNumbers, thereStill } from '../../../families/sql/loading.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { arrivingColumns } from './arriving.ts';
import { describeTarget } from './describe-target.ts';
import { quoteTable } from './dialect.ts';
import { readyRows, sameKey } from './ready-rows.ts';
import { Rejects } from './rejects.ts';
import { targetCondition } from './source.ts';
import { quoteIdentifier } from './sql.ts';
import { stageAsText, stageRows, UnreadableRows } from './staging.ts';

/** Looks for records by their keys, which come into a temporary table; the transaction is rolled back. */
export async function find(session: Session, request: FindRequest, name: TableName): Promise<Findings> {
  const { key, filter } = request;
  await session.run('BEGIN ISOLATION LEVEL READ COMMITTED');
  const target = thereStill(await describeTarget(session, name), request);
  const columns = arrivingColumns(request, target);
  const rejects = new Rejects(session, request);
  const table = quoteTable(name);
  const { nul } = await stageReadable(session, request, columns, rejects);
  const { stage } = await readyRows(session, rejects, { request, table, target, columns }, nul);
  const found = await foundNumbers(session, {
    stage,
    number: `s.${quoteIdentifier(NUMBER.name)}`,
    table,
    where: filter && (await targetCondition(session, name, filter)),
    isSame: sameKey(key),
  });
  await session.run('ROLLBACK');
  return { found, rejected: rejects.records };
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
