import type { Batch, RowsToLoad } from '../../../contract/contract.ts';
import { type ArrivingColumn, arrivingColumns, keyColumns } from '../../../families/sql/arrived-rows.ts';
import { refuseHeld } from '../../../families/sql/holders.ts';
import { arriving } from './arriving.ts';
import { type BigqueryTable, everyPartition } from './catalog.ts';
import { fold, names } from './names.ts';
import { Rejects } from './rejects.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';
import { arrive, Stage } from './stage.ts';

/** Rows in a table beside their target, and which of them are taken. */
export interface ReadyRows {
  readonly columns: readonly ArrivingColumn[];
  readonly stage: Stage;
  readonly rejects: Rejects;
}

/**
 * Brings rows beside their target and has `work` do with them what is to be done: each key once, and none that is held by another
 * record. The tables beside the target go, whatever way it ends.
 */
export async function withReadyRows<T>(
  session: Session,
  request: RowsToLoad & { readonly batch?: Batch },
  table: BigqueryTable,
  scope: string,
  work: (ready: ReadyRows) => Promise<T>,
): Promise<T> {
  const stages: Stage[] = [];
  const staged = async (rows: RowsToLoad) => {
    const stage = new Stage(table.table, scope);
    stages.push(stage);
    const columns = arrivingColumns(rows, table, arriving, fold);
    await arrive(session, rows, columns, stage);
    return { stage, columns };
  };
  try {
    const { stage, columns } = await staged(request);
    const rejects = new Rejects(session, request, columns, stage);
    await rejects.find();
    const keys = keyColumns(columns, request.key, fold);
    await refuseHeld(request, {
      number: 's.num',
      async isFound(isNew) {
        const [found] = await session.rows(
          `SELECT COUNT(*) FROM ${rejects.rows} AS s JOIN ${amongPartitions(table)} AS t ON ${sameKey(keys)} WHERE ${isNew}`,
        );
        return found?.[0] !== '0';
      },
      async refuse(isNew, others, reason) {
        const held = await staged(others);
        const same = keyColumns(held.columns, request.key, fold).map(
          ({ fitted, name }) =>
            `${fitted} = s.${keys.find((key) => fold(key.name) === fold(name))?.place ?? ''}`,
        );
        // The columns of both have places of the same names: those without a table's are the inner one's.
        await rejects.take(
          `${isNew} AND EXISTS (SELECT 1 FROM ${held.stage.rows} WHERE ${same.join(' AND ')})`,
          reason,
        );
      },
    });
    return await work({ stage, columns, rejects });
  } finally {
    for (const stage of stages) await stage.drop(session.client).catch(() => {});
  }
}

/** That a row `t` of the target and a row `s` of those taken have the same key. */
export function sameKey(keys: readonly ArrivingColumn[]): string {
  return keys.map(({ name, place }) => `t.${quoteIdentifier(name)} = s.${place}`).join(' AND ');
}

/** A target's rows, with all its partitions where they have to be said. */
export function amongPartitions(table: BigqueryTable, where?: string): string {
  const conditions = [everyPartition(table, quoteIdentifier), where].filter((one) => one !== undefined);
  const target = names.quoteTable(table.table);
  return conditions.length > 0 ? `(SELECT * FROM ${target} WHERE ${conditions.join(' AND ')})` : target;
}
