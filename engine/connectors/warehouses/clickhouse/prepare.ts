import type { LoadOutcome, LoadRequest } from '../../../contract/contract.ts';
import { arrivingColumns } from '../../../families/sql/arrived-rows.ts';
import { createDelta } from './apply.ts';
import { arriving } from './arriving.ts';
import { type ClickhouseTable, names } from './catalog.ts';
import { type Pending, queryPrefix } from './commits.ts';
import { mergeStatements } from './merge.ts';
import { Rejects } from './rejects.ts';
import type { Session } from './sessions.ts';
import type { Stage } from './stage.ts';
import type { Staging } from './staging.ts';
import { addsOnly, insertStraight } from './straight.ts';
import type { TimeRange } from './times.ts';
import { type WaitingRows, withWaitingRows } from './waiting-rows.ts';

/** A load that is to be laid down. */
export interface ToPrepare {
  readonly session: Session;
  readonly table: ClickhouseTable;
  readonly request: LoadRequest;
  readonly stage: Stage;
  readonly times: TimeRange;
  readonly staging: Staging | undefined;
}

/** What it will do, and what is left to be done. */
interface Prepared {
  readonly outcome: LoadOutcome;
  readonly pending: Pending;
}

/**
 * Lays down all that it takes to bring the rows into the target, and counts what that will do. Rows that are only added go straight
 * to where the target takes them from. Others, and those of which some are to be rejected, arrive in a table of their own first.
 */
export async function prepare(to: ToPrepare): Promise<Prepared> {
  const { session, table, request, stage, times, staging } = to;
  const { batch, operation } = request;
  const columns = arrivingColumns(request, table, (column, target, value, place) =>
    arriving(column, target, value, place, times),
  );
  const version = table.isVersioned ? await nextVersion(session, table) : '0';
  const run = (sql: string) => session.execute(sql, { prefix: queryPrefix(batch) });
  return await withWaitingRows(session, request, columns, staging, async (waiting) => {
    await run(createDelta(table, stage));
    const rejects = new Rejects(session, request, columns, stage);
    const isAdded = await addsOnly(session, table, request);
    if (isAdded) {
      const { insertAll } = mergeStatements({
        request,
        table,
        columns,
        stage,
        good: rejects.good,
        version,
        times,
      });
      if (await insertStraight(session, waiting, stage, request, insertAll))
        return await added(to, waiting.count, rejects);
    }
    await arrive(run, waiting, stage);
    await rejects.find();
    const sql = mergeStatements({ request, table, columns, stage, good: rejects.good, version, times });
    if (operation !== 'append' && operation !== 'replace') return await merged(to, rejects, sql, run);
    await run(sql.insertAll());
    return await added(to, await countOf(session, `${stage.rows} WHERE ${rejects.good}`), rejects);
  });
}

/** Brings rows into a table of their own, as they came (families/sql/arrived-rows.ts). */
async function arrive(
  run: (sql: string) => Promise<void>,
  waiting: WaitingRows,
  stage: Stage,
): Promise<void> {
  await run(`CREATE TABLE ${stage.rows} (${waiting.structure}) ENGINE = MergeTree ORDER BY tuple()`);
  await waiting.insert((from) => `INSERT INTO ${stage.rows} SELECT ${waiting.columns} FROM ${from}`);
}

/** What a load comes to that adds the rows that wait to the target, or puts them in the place of what it has. */
async function added(
  { session, table, request, stage }: ToPrepare,
  inserted: number,
  { records }: Rejects,
): Promise<Prepared> {
  const isReplaced = request.operation === 'replace';
  const target = `${names.quoteTable(table.table)}${table.hasFinal ? ' FINAL' : ''}`;
  const deleted = isReplaced ? await countOf(session, target) : 0;
  return {
    outcome: { inserted, updated: 0, deleted, rejected: records },
    pending: { stage: stage.id, how: isReplaced ? 'replace' : 'add', rows: inserted },
  };
}

/** What a load comes to that works out of the rows that arrived, and those of the target, which are to be added. */
async function merged(
  { session, table, request, stage }: ToPrepare,
  { records }: Rejects,
  sql: ReturnType<typeof mergeStatements>,
  run: (sql: string) => Promise<void>,
): Promise<Prepared> {
  const { operation, key, deleteMissing } = request;
  const count = (of: string) => countOf(session, of);
  const deletesFirst = !table.isVersioned;
  if (deletesFirst) await run(sql.createGone);
  let updated = 0;
  let deleted = 0;
  if ((operation === 'upsert' || operation === 'update') && sql.update) {
    await run(sql.update);
    updated = await count(stage.delta);
  }
  const isMissing = operation === 'upsert' && deleteMissing === true;
  if (operation === 'delete' || isMissing) {
    await run(isMissing ? sql.deleteMissing : sql.delete);
    deleted = (await count(stage.delta)) - updated;
  }
  if (deletesFirst) {
    // What was deleted rather than marked is among the keys that go, and not among the rows.
    const gone = await count(stage.gone);
    deleted += gone;
    if (updated + deleted > gone) await run(sql.replaced);
  }
  const written = await count(stage.delta);
  if (operation === 'upsert' || operation === 'insert') await run(sql.insertNew);
  const rows = await count(stage.delta);
  return {
    outcome: { inserted: rows - written, updated, deleted, rejected: records },
    pending: {
      stage: stage.id,
      how: 'add',
      rows,
      ...(deletesFirst && updated + deleted > 0 ? { deletes: key } : {}),
    },
  };
}

async function countOf(session: Session, of: string): Promise<number> {
  return Number((await session.rows(`SELECT toString(count()) FROM ${of}`))[0]?.[0]);
}

/** A version above all that the table has: the microseconds of now, where no clock went back. */
async function nextVersion(session: Session, table: ClickhouseTable): Promise<string> {
  const [row] = await session.rows(
    `SELECT toString(greatest(toUInt64(toUnixTimestamp64Micro(now64(6))), max(_syncform_version) + 1)) FROM ${names.quoteTable(table.table)}`,
  );
  return row?.[0] ?? '1';
}
