import type { ExistingTable, LoadOutcome, LoadRequest } from '../../contract/contract.ts';
import { stampOf } from '../../contract/own-rows.ts';
import type { SqlDialect } from './dialect.ts';
import type { StagedColumn, StagedRows } from './staged-rows.ts';
import type { Steps } from './stepwise.ts';
import type { SqlSession, SqlSystem } from './system.ts';

export interface Merge {
  readonly request: LoadRequest;
  /** The target's quoted name. */
  readonly table: string;
  readonly target: ExistingTable;
}

/** Brings staged rows into the target, set by set, within a transaction. Rows that are equal already are neither written nor counted. */
export async function mergeStaged<S extends SqlSession>(
  { dialect }: SqlSystem<S>,
  session: S,
  staged: StagedRows<S>,
  merge: Merge,
): Promise<Omit<LoadOutcome, 'rejected'>> {
  const { operation, deleteMissing } = merge.request;
  const sql = mergeStatements(dialect, staged, merge);
  const steps = savepointsOf(dialect, session);
  const run = (statement: (where: string) => string) => {
    const step = (where: string) => session.run(statement(where));
    // Where an error ends the transaction, no row can be taken out of it: there nothing but its type refuses one.
    return steps ? staged.stepwise(staged.typed, steps, step) : step('1 = 1');
  };
  switch (operation) {
    case 'append':
      return { inserted: await run(sql.insertAll), updated: 0, deleted: 0 };
    case 'replace': {
      const deleted = await session.run(sql.empty);
      return { inserted: await run(sql.insertAll), updated: 0, deleted };
    }
    case 'insert':
      return { inserted: await run(sql.insertNew), updated: 0, deleted: 0 };
    case 'update':
      return { inserted: 0, updated: sql.update ? await run(sql.update) : 0, deleted: 0 };
    case 'upsert': {
      const deleted = deleteMissing ? await session.run(sql.deleteMissing) : 0;
      const updated = sql.update ? await run(sql.update) : 0;
      return { inserted: await run(sql.insertNew), updated, deleted };
    }
    case 'delete':
      return { inserted: 0, updated: 0, deleted: await run(sql.delete) };
  }
}

function savepointsOf({ transactions: { savepoints } }: SqlDialect, session: SqlSession): Steps | undefined {
  if (!savepoints) return undefined;
  return {
    begin: () => session.run(savepoints.set),
    keep: async () => {},
    undo: () => session.run(savepoints.back),
  };
}

/** The statements of a merge; those that are functions take a condition on the staged rows `s`. */
export function mergeStatements<S extends SqlSession>(
  { quoteIdentifier, quoteLiteral, values, merging }: SqlDialect,
  staged: StagedRows<S>,
  { request: { key, marks }, table, target }: Merge,
) {
  const { columns, typed } = staged;
  const inserted = columns.filter((c) => c.only !== 'update');
  const others = columns.filter((c) => !key.includes(c.name) && c.only !== 'create');
  const names = inserted.map((c) => quoteIdentifier(c.name)).join(', ');
  const insertAll = (where: string) =>
    `INSERT INTO ${table} (${names}) SELECT ${inserted.map((c) => `s.${c.place}`).join(', ')} FROM ${typed} AS s WHERE ${where}`;
  const isForeign = (prefix: string) => {
    const stamp = stampOf(columns);
    return stamp === undefined ? [] : [`${prefix}${quoteIdentifier(stamp)} IS NULL`];
  };
  const compared = others.filter((c) => !c.isStamp);
  const differs = [...compared.map(differing), ...(compared.length > 0 ? isForeign('t.') : [])].join(' OR ');
  const assignments = others.map((c) => `${quoteIdentifier(c.name)} = s.${c.place}`).join(', ');

  // Of a table that has no alias, for not every system lets a DELETE give it one.
  const own = `${table}.`;
  const isSame = staged.sameKey(own, key);
  const [mark] = marks ?? [];
  const isUnmarked = mark ? [`${own}${quoteIdentifier(mark.name)} IS NULL`] : [];
  const marking = (marks ?? [])
    .map(({ name, value }) => {
      const type = target.columns.find((column) => column.name === name)?.target_type ?? '';
      return `${quoteIdentifier(name)} = ${values.fromText(quoteLiteral(value), type)}`;
    })
    .join(', ');
  const remove = (conditions: readonly string[]) =>
    `${mark ? `UPDATE ${table} SET ${marking}` : `DELETE FROM ${table}`} WHERE ${[...conditions, ...isUnmarked].join(' AND ')}`;

  return {
    empty: `DELETE FROM ${table}`,
    insertAll,
    insertNew: (where: string) =>
      insertAll(`${where} AND NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${staged.sameKey('t.', key)})`),
    update:
      differs === ''
        ? undefined
        : (where: string) =>
            merging.update(
              table,
              assignments,
              typed,
              `${staged.sameKey('t.', key)} AND (${differs}) AND ${where}`,
            ),
    delete: (where: string) => remove([`EXISTS (SELECT 1 FROM ${typed} AS s WHERE ${isSame} AND ${where})`]),
    /** Of rows that came from here, whose key does not come, and that are of no rejected record. */
    deleteMissing: remove([
      ...isForeign(own).map((foreign) => `NOT (${foreign})`),
      `NOT EXISTS (SELECT 1 FROM ${typed} AS s WHERE ${isSame})`,
      `NOT (${staged.isOfRejected(own, key, target)})`,
    ]),
  };

  function differing({ name, place, type }: StagedColumn): string {
    const [there, comes] = [`t.${quoteIdentifier(name)}`, `s.${place}`];
    return `CASE WHEN ${values.exact(there, type)} = ${values.exact(comes, type)} OR (${there} IS NULL AND ${comes} IS NULL) THEN 0 ELSE 1 END = 1`;
  }
}
