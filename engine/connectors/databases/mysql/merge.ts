import type { Mark } from '../../../contract/contract.ts';
import { mergeStatements, type WritesOfDialect } from '../../../families/sql/merge-statements.ts';
import {
  isUniqueBy,
  type MergeCounts,
  mergeBySteps,
  removeMissing,
} from '../../../families/sql/merge-steps.ts';
import { fieldType } from '../../../types/field-type.ts';
import type { ArrivingColumn } from './arriving.ts';
import { withoutZone } from './columns.ts';
import { quoteList } from './dialect.ts';
import { isDataError } from './failures.ts';
import { type Merge, type Staged, stagedValue } from './ready-rows.ts';
import type { Rejects } from './rejects.ts';
import type { Session } from './session.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { createStage, ROW } from './staging.ts';

/** Brings staged rows into the target, set by set, in a transaction. Rows that are equal already are neither written nor counted. */
export function mergeStaged(
  session: Session,
  rejects: Rejects,
  merge: Merge,
  staged: Staged,
): Promise<MergeCounts> {
  const sql = statements(merge, staged);
  const run = async (statement: string) => (await session.run(statement)).rows;
  const part = (statement: (where: string) => string) => (where: string) => run(statement(where));
  return mergeBySteps(merge.request, {
    insertAll: part(sql.insertAll),
    insertNew: part(sql.insertNew),
    update: sql.update && part(sql.update),
    remove: part((where) => sql.remove(staged.stage, where)),
    empty: () => run(`DELETE FROM ${merge.table}`),
    deleteMissing() {
      const { rows, where, statement } = sql.missing(rejects.condition(merge.request.key));
      return removeMissing(run, statement, isDataError, async () => {
        const { gone } = merge.stages;
        await stageMissing(session, rejects, merge, rows, where);
        const [removed = 0] = await rejects.stepwise(
          gone,
          part((some) => sql.remove(gone, some)),
        );
        await session.run(`DROP TEMPORARY TABLE ${gone}`);
        return removed;
      });
    },
    run: (...parts) => rejects.stepwise(staged.stage, ...parts),
  });
}

/** Stages the keys of the target's rows `t` of a condition. */
async function stageMissing(
  session: Session,
  rejects: Rejects,
  { request: { key }, columns, stages: { gone } }: Merge,
  rows: string,
  where: string,
): Promise<void> {
  const keys = columns.filter(({ name }) => key.includes(name));
  // These rows are of no record that came, and have no number.
  await createStage(session, gone, [
    ...keys,
    ...rejects.numbers.map((name) => ({ name, definition: 'bigint' })),
  ]);
  const names = keys.map((c) => `t.${quoteIdentifier(c.name)}`).join(', ');
  await session.run(
    `INSERT INTO ${gone} (${quoteList(keys.map((c) => c.name))}) SELECT ${names} FROM ${rows} WHERE ${where}`,
  );
}

function statements(merge: Merge, { stage, columns }: Staged) {
  const { request, table, target } = merge;
  const { key, marks, stamp } = request;
  return mergeStatements({
    writes: writesBy(isUniqueBy(target, key)),
    quoteIdentifier,
    table,
    stage,
    // The server counts, and writes, only rows that change; of all others it would still keep a copy until the end.
    columns: columns.map((c) => ({
      ...c,
      value: c.assigned(stagedValue(c)),
      differs: `NOT (${isStored(c, merge)})`,
    })),
    key,
    keyOf: quoteIdentifier,
    stamp,
    marks: marks?.map((mark) => ({ name: mark.name, value: markLiteral(mark) })),
  });
}

function writesBy(isUnique: boolean): WritesOfDialect {
  // The server guesses badly how many rows a temporary table has: each is looked up in the target's index.
  const join = isUnique ? 'STRAIGHT_JOIN' : 'JOIN';
  const joined = (table: string, from: string) => `${from} AS s ${join} ${table} AS t`;
  return {
    assigned: 't.',
    update: (table, assignments, from, where) =>
      `UPDATE ${joined(table, from)} SET ${assignments} WHERE ${where}`,
    delete: (table, from, where) => `DELETE t FROM ${joined(table, from)} WHERE ${where}`,
    alone: (table, from, isSame) => ({
      rows: `${table} AS t LEFT JOIN ${from} AS s ON ${isSame}`,
      where: `s.${ROW} IS NULL`,
    }),
    deleteFrom: 'DELETE t FROM',
    order: `s.${ROW}`,
  };
}

/** Whether the target's row has the staged value already, to the byte; of other types than the target's, as text. */
function isStored(column: ArrivingColumn, { isMariadb }: Merge): string {
  const there = `t.${quoteIdentifier(column.name)}`;
  const sent = stagedValue(column);
  if (column.definition === 'json' && !isMariadb) return `${there} <=> CAST(${sent} AS JSON)`;
  // Of a collation that has no equal texts but the same ones, nothing is to be made first.
  const isLoose = /CHARACTER SET/.test(column.definition) && !/_(nopad|0900)_bin$/.test(column.definition);
  if (column.isExact && !isLoose) return `${there} <=> ${sent}`;
  const bytes = (value: string) => `CAST(CONVERT(${value} USING utf8mb4) AS BINARY)`;
  return `${bytes(column.isExact ? there : `CAST(${there} AS CHAR)`)} <=> ${bytes(sent)}`;
}

function markLiteral({ type, value }: Mark): string {
  const { kind } = fieldType(type);
  if (kind === 'boolean') return /^(t|true|1)$/i.test(value) ? '1' : '0';
  return quoteLiteral(kind === 'datetime_tz' ? withoutZone(value) : value);
}
