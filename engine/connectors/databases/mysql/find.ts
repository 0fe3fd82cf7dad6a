import type { Findings, FindRequest } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import { thereStill } from '../../../families/sql/load.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { arrivingColumns } from './arriving.ts';
import type { MysqlConfig } from './config.ts';
import { describeTarget } from './describe-target.ts';
import { quoteTable, tableName } from './dialect.ts';
import { statementError } from './failures.ts';
import { readyRows, sameKey } from './ready-rows.ts';
import { Rejects } from './rejects.ts';
import type { Session, Sessions } from './sessions.ts';
import { targetCondition } from './source.ts';
import { quoteIdentifier } from './sql.ts';
import { dropStages, stagesOf } from './staging.ts';

/** Looks for records by their keys, which come into temporary tables that go afterwards. */
export function findIn(config: MysqlConfig, sessions: Sessions, request: FindRequest): Promise<Findings> {
  const name = tableName(request.table.id, config.dbname);
  return sessions.use(request.signal, async (session) => {
    try {
      return await find(session, request, name);
    } catch (error) {
      throw statementError(`looking for records in ${request.table.id}`, error);
    }
  });
}

async function find(session: Session, request: FindRequest, name: TableName): Promise<Findings> {
  const { key, filter } = request;
  const target = thereStill(await describeTarget(session, name), request);
  const columns = arrivingColumns(request, target);
  const rejects = new Rejects(session, request);
  const [table, stages] = [quoteTable(name), stagesOf(name)];
  const { isMariadb } = session;
  const { stage } = await readyRows(session, rejects, { request, table, target, columns, isMariadb, stages });
  const where = filter ? ` WHERE ${await targetCondition(session, name, filter)}` : '';
  const rows = await session.rows(
    `SELECT s.${quoteIdentifier(NUMBER.name)} FROM ${stage} AS s WHERE EXISTS (SELECT 1 FROM (SELECT * FROM ${table}${where}) AS t WHERE ${sameKey(key)})`,
  );
  await dropStages(session, stages);
  return { found: rows.map(([number]) => Number(number)), rejected: rejects.records };
}
