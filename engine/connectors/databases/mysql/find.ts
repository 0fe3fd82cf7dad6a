import type { Findings, FindRequest } from '../../../contract/contract.ts';
import { NUMBER } from '../../../contract/record-numbers.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { arrivingColumns } from './arriving.ts';
import type { MysqlConfig } from './config.ts';
import { describeTarget } from './describe-target.ts';
import { quoteTable, tableName } from './dialect.ts';
import { statementError } from './failures.ts';
import { refuseHeld } from './holders.ts';
import { type Merge, readyKeys } from './merge.ts';
import { Rejects } from './rejects.ts';
import type { Session, Sessions } from './sessions.ts';
import { targetCondition } from './source.ts';
import { quoteIdentifier } from './sql.ts';
import { stageRows, stageTable } from './staging.ts';

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
  const { operation, key, filter } = request;
  const target = await describeTarget(session, name);
  if (!target)
    throw new SyncformError('source_changed', `there is no table ${request.table.id} any more`, {
      hint: 'Plan again.',
    });
  const columns = arrivingColumns(request, target);
  const rejects = new Rejects(session, request);
  const table = quoteTable(name);
  const merge: Merge = {
    operation,
    table,
    target,
    columns,
    key,
    deleteMissing: false,
    marks: undefined,
    isMariadb: session.isMariadb,
    gone: stageTable(name, '_syncform_gone'),
    keys: stageTable(name, '_syncform_keys'),
  };
  const arrived = stageTable(name);
  const typed = stageTable(name, '_syncform_typed');
  const held = [stageTable(name, '_syncform_holders'), stageTable(name, '_syncform_held')] as const;
  await stageRows(session, arrived, columns, request, rejects.refuse);
  const { stage } = await readyKeys(session, rejects, merge, arrived, typed);
  await refuseHeld(session, rejects, request, merge, stage, held);
  const where = filter ? ` WHERE ${await targetCondition(session, name, filter)}` : '';
  const same = key.map((k) => `t.${quoteIdentifier(k)} = s.${quoteIdentifier(k)}`).join(' AND ');
  const rows = await session.rows(
    `SELECT s.${quoteIdentifier(NUMBER.name)} FROM ${stage} AS s WHERE EXISTS (SELECT 1 FROM (SELECT * FROM ${table}${where}) AS t WHERE ${same})`,
  );
  await session.run(`DROP TEMPORARY TABLE IF EXISTS ${[arrived, typed, ...held].join(', ')}`);
  return { found: rows.map(([number]) => Number(number)), rejected: rejects.records };
}
