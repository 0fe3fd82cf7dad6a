import type {
  ExistingTable,
  FacetOf,
  Findings,
  FindRequest,
  LoadOutcome,
  LoadRequest,
  RowsToLoad,
} from '../../contract/contract.ts';
import type { sqlCapabilities } from './capabilities.ts';
import { sqlCommits } from './commits.ts';
import { existingTable } from './define.ts';
import { refuseHeld } from './holders.ts';
import { foundNumbers, loading, thereStill } from './loading.ts';
import { mergeStaged, sameKey } from './merge.ts';
import { type TableName, tableNames } from './names.ts';
import { conditionOnTable } from './query.ts';
import { sourceOf } from './source.ts';
import { StagedRows } from './staged-rows.ts';
import type { SqlSession, SqlSystem } from './system.ts';

/**
 * Loads rows by way of temporary tables: first as texts, then in the target's types, where what is refused is found. What is
 * left is merged in one transaction together with the batch's id.
 */
export function loadFacet<S extends SqlSession>(
  system: SqlSystem<S>,
): FacetOf<typeof sqlCapabilities, 'load'> {
  const { dialect, sessions, bareIn } = system;
  const names = tableNames(dialect);
  const { committedOutcome } = sqlCommits(dialect);
  const { begin, rollback, lockScope } = dialect.transactions;
  return loading<S>({
    names,
    sessions,
    bareIn,
    async committed(session, name, batch) {
      if ((await system.describe(session, [name])).length === 0) return undefined;
      await session.run(begin);
      for (const lock of lockScope(batch.scope, names.quoteTable(name))) await session.rows(lock);
      const outcome = await committedOutcome(session, name, batch);
      await session.run(rollback);
      return outcome;
    },
    load: (session, request) => load(system, session, request),
    find: (session, request) => find(system, session, request),
    statementError: system.statementError,
  });
}

async function load<S extends SqlSession>(
  system: SqlSystem<S>,
  session: S,
  request: LoadRequest,
): Promise<LoadOutcome> {
  const { batch } = request;
  const { transactions } = system.dialect;
  const { ensureCommits, committedOutcome, recordCommit } = sqlCommits(system.dialect);
  const { name, table, target } = await targetOf(system, session, request);
  await ensureCommits(session, name);
  const lockRow = transactions.lockRow?.(batch.scope, table, tableNames(system.dialect).formatTableId(name));
  if (lockRow && (await session.run(lockRow.find)) === 0) await session.run(lockRow.make);
  if (!transactions.readsUncommitted) {
    const before = await committedOutcome(session, name, batch);
    if (before) return before;
  }
  const staged = await ready(system, session, request, table, target);
  if (request.operation !== 'delete') await staged.refuseNulls();
  await session.run(transactions.begin);
  for (const lock of transactions.lockScope(batch.scope, table)) await session.rows(lock);
  const meanwhile = await committedOutcome(session, name, batch);
  if (meanwhile) {
    await session.run(transactions.rollback);
    return meanwhile;
  }
  const counts = await mergeStaged(system, session, staged, { request, table, target });
  const outcome: LoadOutcome = { ...counts, rejected: staged.records };
  await recordCommit(session, name, batch, outcome);
  await session.run(transactions.commit);
  await staged.drop();
  return outcome;
}

async function find<S extends SqlSession>(
  system: SqlSystem<S>,
  session: S,
  request: FindRequest,
): Promise<Findings> {
  const { filter } = request;
  const { name, table, target } = await targetOf(system, session, request);
  const staged = await ready(system, session, request, table, target);
  const found = await foundNumbers(session, {
    stage: staged.typed,
    number: staged.number,
    table,
    where: filter && (await conditionOnTable(sourceOf(system), session, name, filter)),
    isSame: sameKey(system.dialect, staged, request, 't.'),
  });
  await staged.drop();
  return { found, rejected: staged.records };
}

interface Target {
  readonly name: TableName;
  /** Its quoted name. */
  readonly table: string;
  readonly target: ExistingTable;
}

async function targetOf<S extends SqlSession>(
  { dialect, bareIn, describe }: SqlSystem<S>,
  session: S,
  { table: { id } }: RowsToLoad,
): Promise<Target> {
  const names = tableNames(dialect);
  const name = names.tableName(id, bareIn);
  const [found] = await describe(session, [name]);
  const target = thereStill(found && !found.isView ? existingTable(found) : null, { table: { id } });
  return { name, table: names.quoteTable(name), target };
}

/** The rows, staged: each key once, and none that is held by another record. */
async function ready<S extends SqlSession>(
  system: SqlSystem<S>,
  session: S,
  request: RowsToLoad,
  table: string,
  target: ExistingTable,
): Promise<StagedRows<S>> {
  const { key } = request;
  const staged = new StagedRows(system, session, request, target);
  await staged.fill();
  await staged.keepOneOfEachKey(key);
  await refuseHeld(request, {
    number: staged.number,
    async isFound(isNew) {
      const same = sameKey(system.dialect, staged, request, 't.');
      const [found] = await session.rows(
        `SELECT count(*) FROM ${staged.typed} AS s JOIN ${table} AS t ON ${same} WHERE ${isNew}`,
      );
      return found?.[0] !== '0';
    },
    async refuse(isNew, keys, reason) {
      const held = new StagedRows(system, session, keys, target, 'held');
      await held.fill();
      const isHeld = key.map((name) => `h.${held.placeOf(name)} = s.${staged.placeOf(name)}`).join(' AND ');
      await staged.take(`${isNew} AND EXISTS (SELECT 1 FROM ${held.typed} AS h WHERE ${isHeld})`, reason);
      await held.drop();
    },
  });
  return staged;
}
