import type { Findings, FindRequest } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import { foundNumbers, thereStill } from '../../../families/sql/loading.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { arrivingColumns } from './arriving.ts';
import { describeTarget } from './describe-target.ts';
import { quoteTable } from './dialect.ts';
import { readyRows, sameKey } from './ready-rows.ts';
import { Rejects } from './rejects.ts';
import type { Session } from './session.ts';
import { targetCondition } from './source.ts';
import { quoteIdentifier } from './sql.ts';
import { dropStages, stagesOf } from './staging.ts';

/** Looks for records by their keys, which come into temporary tables that go afterwards. */
export async function find(session: Session, request: FindRequest, name: TableName): Promise<Findings> {
  const { key, filter } = request;
  const target = thereStill(await describeTarget(session, name), request);
  const columns = arrivingColumns(request, target);
  const rejects = new Rejects(session, request);
  const [table, stages] = [quoteTable(name), stagesOf(name)];
  const { isMariadb } = session;
  const { stage } = await readyRows(session, rejects, { request, table, target, columns, isMariadb, stages });
  const found = await foundNumbers(session, {
    stage,
    number: `s.${quoteIdentifier(NUMBER.name)}`,
    table,
    where: filter && (await targetCondition(session, name, filter)),
    isSame: sameKey(key),
  });
  await dropStages(session, stages);
  return { found, rejected: rejects.records };
}
