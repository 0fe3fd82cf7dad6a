import type { LoadRequest } from '../../../contract/contract.ts';
import { type ClickhouseTable, names } from './catalog.ts';
import type { Session } from './sessions.ts';
import type { Stage } from './stage.ts';
import type { WaitingRows } from './waiting-rows.ts';

/** Whether a load adds rows and looks at none that its table has: what it says, or since the table has none. */
export async function addsOnly(
  session: Session,
  table: ClickhouseTable,
  { operation }: Pick<LoadRequest, 'operation'>,
): Promise<boolean> {
  if (operation === 'append' || operation === 'replace') return true;
  if (operation !== 'upsert' && operation !== 'insert') return false;
  const [row] = await session.rows(`SELECT 1 FROM ${names.quoteTable(table.table)} LIMIT 1`);
  return row === undefined;
}

/**
 * Puts waiting rows into the table of rows that will be added, in one go: nothing is written but what the target will have.
 * `insert` is the statement, which leaves out what the target cannot hold. Answers whether all rows got there, each with a key
 * of its own; otherwise the table is empty again, and the rows have to be looked at one by one.
 */
export async function insertStraight(
  session: Session,
  rows: WaitingRows,
  stage: Stage,
  { key, isKeyUnique }: Pick<LoadRequest, 'key' | 'isKeyUnique'>,
  insert: (from: string) => string,
): Promise<boolean> {
  await rows.insert(insert);
  const isCounted = key.length === 0 || isKeyUnique === true;
  // Both are asked at once: a merge in between could make one row of two. Keys in the table's own order take no memory.
  const [row] = await session.rows(
    isCounted
      ? `SELECT toString(count()), toString(count()) FROM ${stage.delta}`
      : `SELECT toString(count()), toString(sum(n)) FROM (SELECT count() AS n FROM ${stage.delta} GROUP BY ${names.quoteList(key)} SETTINGS optimize_aggregation_in_order = 1)`,
  );
  if (row?.every((count) => Number(count) === rows.count)) return true;
  await session.run(`TRUNCATE TABLE ${stage.delta}`);
  return false;
}
