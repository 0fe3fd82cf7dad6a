import type { RowsToLoad } from '../../../contract/contract.ts';
import { heededHolders, heldReason, NUMBER } from '../../../contract/record-numbers.ts';
import type { ArrivingColumn } from './arriving.ts';
import { quoteList } from './dialect.ts';
import { indexPart, type Merge } from './merge.ts';
import type { Rejects } from './rejects.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';
import { createStage, fill, ROW } from './staging.ts';

/**
 * Refuses staged rows of new records whose key is, to the table, that of another record of the sync. The keys of the others
 * are sent only where a new row finds a row of its key, which is rare: into two temporary tables, as they arrive and in the
 * target's own types.
 */
export async function refuseHeld(
  session: Session,
  rejects: Rejects,
  request: RowsToLoad,
  { key, columns: all, table }: Merge,
  stage: string,
  [arrived, held]: readonly [arrived: string, held: string],
): Promise<void> {
  const holders = heededHolders(request);
  if (!holders) return;
  const same = (alias: string) =>
    key.map((name) => `${alias}.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
  const isNew = `s.${quoteIdentifier(NUMBER.name)} >= ${holders.firstNew}`;
  const found = await session.rows(
    `SELECT 1 FROM ${stage} AS s JOIN ${table} AS t ON ${same('t')} WHERE ${isNew} LIMIT 1`,
  );
  if (found.length === 0) return;
  const columns = key.map((name) => all.find((c) => c.name === name) as ArrivingColumn);
  await createStage(
    session,
    arrived,
    columns.map(({ name, stagedAs: definition }) => ({ name, definition })),
  );
  const keys: RowsToLoad = { ...request, rows: holders.keys, onProgress: () => {} };
  await fill(session, arrived, columns, keys, key, () => {});
  const index = `INDEX (${key.map((name) => indexPart(name, { columns })).join(', ')})`;
  await createStage(session, held, columns, index);
  const values = columns.map((c) => c.assigned(`a.${quoteIdentifier(c.name)}`)).join(', ');
  await session.run(
    `INSERT INTO ${held} (${quoteList(key)}) SELECT ${values} FROM ${arrived} AS a ORDER BY a.${ROW}`,
  );
  await rejects.take(stage, `JOIN ${held} AS h ON ${same('h')}`, isNew, heldReason(key));
}
