import type { ExistingTable, LoadOutcome, LoadRequest, RowsToLoad } from '../../contract/contract.ts';
import type { SqlDialect } from './dialect.ts';
import { type MergeWords, mergeStatements, sameKeyBy } from './merge-statements.ts';
import { mergeBySteps } from './merge-steps.ts';
import { removeMissingRows } from './missing-rows.ts';
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
  system: SqlSystem<S>,
  session: S,
  staged: StagedRows<S>,
  { request, table, target }: Merge,
): Promise<Omit<LoadOutcome, 'rejected'>> {
  const { dialect } = system;
  const steps = savepointsOf(dialect, session);
  const { upsert } = dialect.merging;
  const sql = mergeStatements(mergeWords(dialect, staged, { request, table, target }));
  const part = (statement: (where: string) => string) => (where: string) => session.run(statement(where));
  return mergeBySteps(request, {
    insertAll: part(sql.insertAll),
    insertNew: part(sql.insertNew),
    update: sql.update && part(sql.update),
    ...(upsert && sql.update && request.operation === 'upsert'
      ? atOnce(session, (where) => upsert(sql.upserts(where)))
      : {}),
    remove: part((where) => sql.remove(staged.typed, where)),
    empty: () => session.run(`DELETE FROM ${table}`),
    deleteMissing() {
      const { key } = request;
      const prefix = sql.missingPrefix;
      const missing = sql.missing(staged.isOfRejected(prefix, key, target));
      if (!steps) return session.run(missing.statement);
      return removeMissingRows(system, session, staged, steps, target, {
        ...missing,
        key,
        prefix,
        remove: sql.remove,
      });
    },
    async run(...parts) {
      if (steps) return staged.stepwise(staged.typed, steps, ...parts);
      // Where an error ends the transaction, no row can be taken out of it: there nothing but its type refuses one.
      const counts: number[] = [];
      for (const each of parts) counts.push(await each('1 = 1'));
      return counts;
    },
  });
}

/** The update and the insert after it, where one statement does both. */
function atOnce(session: SqlSession, statement: (where: string) => string) {
  let inserted = 0;
  return {
    async update(where: string): Promise<number> {
      const [row] = await session.rows(statement(where));
      inserted = Number(row?.[0]);
      return Number(row?.[1]);
    },
    upsertNew: async () => inserted,
  };
}

function savepointsOf({ transactions: { savepoints } }: SqlDialect, session: SqlSession): Steps | undefined {
  if (!savepoints) return undefined;
  return {
    begin: () => session.run(savepoints.set),
    keep: async () => {},
    undo: () => session.run(savepoints.back),
  };
}

/** The condition that rows of a table, whose columns stand after `prefix`, have the key of the typed rows `s`. */
export function sameKey<S extends SqlSession>(
  { quoteIdentifier }: SqlDialect,
  staged: StagedRows<S>,
  { key }: Pick<RowsToLoad, 'key'>,
  prefix: string,
): string {
  return sameKeyBy({ quoteIdentifier, key, keyOf: (name) => staged.placeOf(name) })(prefix);
}

function mergeWords<S extends SqlSession>(
  { quoteIdentifier, quoteLiteral, values, merging }: SqlDialect,
  staged: StagedRows<S>,
  { request: { key, marks, stamp }, table, target }: Merge,
): MergeWords {
  const differs = ({ name, place, type }: StagedColumn): string => {
    const prefix = merging.updatesByName ? `${table}.` : 't.';
    const [there, comes] = [`${prefix}${quoteIdentifier(name)}`, `s.${place}`];
    return `CASE WHEN ${values.exact(there, type)} = ${values.exact(comes, type)} OR (${there} IS NULL AND ${comes} IS NULL) THEN 0 ELSE 1 END = 1`;
  };
  const typeOf = (name: string) => target.columns.find((column) => column.name === name)?.target_type ?? '';
  return {
    writes: { update: merging.update, updatesByName: merging.updatesByName },
    quoteIdentifier,
    table,
    stage: staged.typed,
    columns: staged.columns.map((c) => ({ ...c, value: `s.${c.place}`, differs: differs(c) })),
    key,
    keyOf: (name) => staged.placeOf(name),
    stamp,
    marks: marks?.map(({ name, value }) => ({
      name,
      value: values.fromText(quoteLiteral(value), typeOf(name)),
    })),
  };
}
