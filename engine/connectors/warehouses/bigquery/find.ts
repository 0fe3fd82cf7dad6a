import type { Findings, FindRequest } from '../../../contract/contract.ts';
import { keyColumns } from '../../../families/sql/arrived-rows.ts';
import { foundNumbers } from '../../../families/sql/loading.ts';
import { conditionOnTable } from '../../../families/sql/query.ts';
import { sourceOf } from '../../../families/sql/source.ts';
import type { SqlSystem } from '../../../families/sql/system.ts';
import type { BigqueryTable } from './catalog.ts';
import { digest } from './commits.ts';
import { fold } from './names.ts';
import { amongPartitions, sameKey, withReadyRows } from './ready-rows.ts';
import type { Session } from './sessions.ts';

/** Which records a table has: their keys are brought beside it, and joined to it. */
export async function find(
  system: SqlSystem<Session>,
  session: Session,
  request: FindRequest,
  table: BigqueryTable,
): Promise<Findings> {
  const { filter, key } = request;
  const where = filter && (await conditionOnTable(sourceOf(system), session, table.table, filter));
  return withReadyRows(session, request, table, digest(request.table.id), async ({ columns, rejects }) => ({
    found: await foundNumbers(session, {
      stage: rejects.rows,
      number: 'CAST(s.num AS STRING)',
      table: amongPartitions(table, where),
      where: undefined,
      isSame: sameKey(keyColumns(columns, key, fold)),
    }),
    rejected: rejects.records,
  }));
}
