import type { LoadColumn, RejectedRecord, RowsToLoad } from '../../contract/contract.ts';
import { NUMBER } from '../../contract/record-numbers.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { toRelation } from '../../movement/transfer.ts';
import * as family from '../sql/holders.ts';
import { take } from './rejects.ts';

const HELD = 'temp.main._syncform_held';

/** Where rows are staged, and the table that they go to. */
export interface HeldBy {
  readonly stage: string;
  /** A FROM item of the table's rows. */
  readonly table: string;
  /** SQL of a value of a column of the request as the table stores it. */
  stored(value: string, column: LoadColumn): string;
}

/** Takes staged rows of new records out of the stage whose key is, to the table, that of another record of the sync. */
export async function refuseHeld(
  request: RowsToLoad,
  { stage, table, stored }: HeldBy,
): Promise<readonly RejectedRecord[]> {
  const { session, signal, key } = request;
  const number = quoteIdentifier(NUMBER.name);
  const same = (alias: string) =>
    key.map((name) => `${alias}.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
  const rejected: RejectedRecord[] = [];
  await family.refuseHeld(request, {
    number: `s.${number}`,
    async isFound(isNew) {
      const found = await session.all(
        `SELECT 1 FROM (FROM ${stage} AS s WHERE ${isNew}) AS s JOIN ${table} AS t ON ${same('t')} LIMIT 1`,
      );
      return found.length > 0;
    },
    async refuse(isNew, { rows, columns }, reason) {
      const relation = toRelation(rows, columns);
      if (!relation) throw new TypeError(`DuckDB cannot read ${rows.format}`);
      const names = key.map(quoteIdentifier);
      const values = columns.map((column) => stored(`r.${quoteIdentifier(column.name)}`, column));
      const select = `SELECT ${values.join(', ')} FROM (${await relation.attach(session, signal)}) AS r(${names.join(', ')})`;
      await session.run(`CREATE OR REPLACE TEMP TABLE _syncform_held AS ${collatedAs(table, names, select)}`);
      try {
        const isHeld = `${number} IN (SELECT s.${number} FROM ${stage} AS s JOIN ${HELD} AS h ON ${same('h')} WHERE ${isNew})`;
        rejected.push(...(await take(session, stage, key, isHeld, reason, number)));
      } finally {
        await session.run(`DROP TABLE IF EXISTS ${HELD}`);
      }
    },
  });
  return rejected;
}

/** A SELECT of the same rows, whose texts are the same to each other that are so in a table. `others` come after its columns. */
export function collatedAs(
  table: string,
  names: readonly string[],
  select: string,
  others: readonly string[] = [],
): string {
  return `SELECT ${[...names, ...others].join(', ')} FROM ${table} WHERE false UNION ALL ${select}`;
}
