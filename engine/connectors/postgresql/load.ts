import { SyncformError } from '../../api/errors.ts';
import type { LoadFacet, LoadOutcome, LoadRequest } from '../contract.ts';
import { committedOutcome, ensureCommits, recordCommit } from './commits.ts';
import { describeTarget, type ExistingTarget } from './describe-target.ts';
import { isServerError, statementError } from './failures.ts';
import { mergeStaged } from './merge.ts';
import { quoteTable, tableName } from './names.ts';
import { Rejects } from './rejects.ts';
import type { Session, Sessions } from './sessions.ts';
import { quoteIdentifier } from './sql.ts';
import { type ArrivingColumn, arrivingColumns, copyInto, stageRows } from './staging.ts';

/**
 * Loads in one transaction, together with the batch's id: rows are copied into a temporary table and merged from there.
 * An empty table that has no rules but its key is filled by COPY directly, and its key is built afterwards.
 *
 * `replace` empties a table by TRUNCATE, or by DELETE where other tables refer to it: the table, its grants and the
 * views on it stay. Others who read it wait from then until the commit; what was sent has arrived by then.
 */
export function loadFacet(sessions: Sessions): LoadFacet {
  return {
    takes: ['pgcopy', 'csv'],
    committed: (table, batch, signal) =>
      sessions.use(signal, (session) => committedOutcome(session, tableName(table), batch)),
    load: (request) =>
      sessions.use(request.signal, async (session) => {
        try {
          return await load(session, request);
        } catch (error) {
          throw statementError(`loading ${request.table.id}`, error);
        }
      }),
  };
}

async function load(session: Session, request: LoadRequest): Promise<LoadOutcome> {
  const { table, batch } = request;
  const name = tableName(table.id);
  await ensureCommits(session, name);
  await session.run('BEGIN');
  await session.run('SET CONSTRAINTS ALL IMMEDIATE');
  await session.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`syncform ${batch.scope}`]);
  const before = await committedOutcome(session, name, batch);
  if (before) {
    await session.run('ROLLBACK');
    return before;
  }
  const target = await describeTarget(session, name);
  if (!target)
    throw new SyncformError('source_changed', `there is no table ${table.id} any more`, {
      hint: 'Plan again.',
    });
  const columns = arrivingColumns(request, new Map(target.columns.map((c) => [c.name, c.target_type])));
  const rejects = new Rejects(session, request);
  const counts =
    (await loadDirectly(session, request, target, columns, rejects)) ??
    (await loadStaged(session, request, target, columns, rejects));
  const outcome: LoadOutcome = { ...counts, rejected: rejects.records };
  await recordCommit(session, name, batch, outcome);
  await session.run('COMMIT');
  return outcome;
}

async function loadStaged(
  session: Session,
  request: LoadRequest,
  target: ExistingTarget,
  columns: readonly ArrivingColumn[],
  rejects: Rejects,
) {
  const { nul } = await stageRows(session, columns, request);
  await rejects.nulCharacters('pg_temp.syncform_stage', columns, nul);
  const { operation, key } = request;
  const table = quoteTable(tableName(request.table.id));
  return mergeStaged(session, rejects, { operation, table, target, columns, key });
}

/** Fills an empty table, or answers undefined where that is not possible; nothing has happened then. */
async function loadDirectly(
  session: Session,
  request: LoadRequest,
  target: ExistingTarget,
  columns: readonly ArrivingColumn[],
  rejects: Rejects,
) {
  const table = quoteTable(tableName(request.table.id));
  if (!canFill(request, target, columns) || !(await isEmpty(session, table))) return undefined;
  await session.run(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  if (!(await isEmpty(session, table))) return undefined;

  const { keyConstraint } = target;
  const addKey = async () => {
    if (!keyConstraint) return;
    const { name, definition } = keyConstraint;
    await session.run(`ALTER TABLE ${table} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}`);
  };
  if (keyConstraint) {
    await session.run(`ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdentifier(keyConstraint.name)}`);
    for (const name of target.key)
      await session.run(`ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(name)} DROP NOT NULL`);
  }
  const { count, nul } = await copyInto(session, table, columns, request);
  await rejects.nulCharacters(table, columns, nul);
  if (!keyConstraint) await rejects.keys(table, request.key);
  else {
    await session.run('SAVEPOINT key');
    try {
      await addKey();
    } catch (error) {
      if (!isServerError(error) || !/^23(502|505)$/.test(error.code)) throw error;
      await session.run('ROLLBACK TO SAVEPOINT key');
      await rejects.keys(table, request.key);
      await addKey();
    }
  }
  return { inserted: count - rejects.records.length, updated: 0, deleted: 0 };
}

/** Whether rows can go into the (empty) table as they come, with nothing that could be refused beside its key. */
function canFill(request: LoadRequest, target: ExistingTarget, columns: readonly ArrivingColumn[]): boolean {
  const { key, operation } = request;
  if (!target.isPlain || operation === 'update' || operation === 'delete') return false;
  if (!columns.every((c) => c.type === c.targetType)) return false;
  if (target.key.length > 0) {
    const sameKey = target.key.length === key.length && target.key.every((name) => key.includes(name));
    if (!sameKey || !target.keyConstraint) return false;
  }
  // A column that takes no NULL is no danger where the rows' own description says that none comes.
  return target.columns.every(
    (c) =>
      c.nullable ||
      target.key.includes(c.name) ||
      (request.columns.some(({ name }) => name === c.name) &&
        request.table.columns.some(({ name, nullable }) => name === c.name && !nullable)),
  );
}

async function isEmpty(session: Session, table: string): Promise<boolean> {
  const [row] = await session.rows(`SELECT NOT EXISTS (SELECT FROM ${table})`);
  return row?.[0] === 't';
}
