import type { RowsToLoad } from '../../../contract/contract.ts';
import { heededHolders, heldReason, NUMBER } from '../../../contract/record-numbers.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import { type ArrivingColumn, definition } from './arriving.ts';
import { quoteList } from './dialect.ts';
import { type Merge, sameKey } from './merge.ts';
import type { Rejects } from './rejects.ts';
import { quoteIdentifier } from './sql.ts';
import { copyInto } from './staging.ts';

/**
 * Refuses staged rows of new records whose key is, to the table, that of another record of the sync. The keys of the others
 * are sent only where a new row finds a row of its key, which is rare.
 */
export async function refuseHeld(
  session: Session,
  rejects: Rejects,
  request: RowsToLoad,
  merge: Merge,
  stage: string,
): Promise<void> {
  const holders = heededHolders(request);
  const { key, table } = merge;
  if (!holders) return;
  const number = quoteIdentifier(NUMBER.name);
  const [found] = await session.rows(
    `SELECT EXISTS (SELECT FROM ${stage} AS s JOIN ${table} AS t ON ${sameKey(key)} WHERE s.${number} >= ${holders.firstNew})`,
  );
  if (found?.[0] !== 't') return;
  const columns = key.map((name) => merge.columns.find((c) => c.name === name) as ArrivingColumn);
  const create = (name: string, type: (column: ArrivingColumn) => string) =>
    session.run(
      `CREATE TEMPORARY TABLE ${name} (${columns.map((c) => definition(c, type(c))).join(', ')}) ON COMMIT DROP`,
    );
  await create('syncform_holders', (c) => c.type);
  await create('syncform_held', (c) => c.targetType);
  await copyInto(session, 'pg_temp.syncform_holders', columns, {
    ...request,
    columns: request.columns.filter(({ name }) => key.includes(name)),
    rows: holders.keys,
    onProgress: () => {},
  });
  const values = columns.map((c) => c.cast(`h.${quoteIdentifier(c.name)}`)).join(', ');
  await session.run(
    `INSERT INTO pg_temp.syncform_held (${quoteList(key)}) SELECT ${values} FROM pg_temp.syncform_holders AS h`,
  );
  const isHeld = key.map((name) => `h.${quoteIdentifier(name)} = r.${quoteIdentifier(name)}`).join(' AND ');
  await rejects.take(
    stage,
    `r.${number} >= ${holders.firstNew} AND EXISTS (SELECT FROM pg_temp.syncform_held AS h WHERE ${isHeld})`,
    heldReason(key),
  );
}
