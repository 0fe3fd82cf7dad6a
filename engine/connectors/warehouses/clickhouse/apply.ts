import type { Batch } from '../../../contract/contract.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { type ClickhouseTable, names } from './catalog.ts';
import { digest, type Pending, queryPrefix } from './commits.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import { Stage } from './stage.ts';

/**
 * How rows come from a table of the same shape into the target.
 *
 * `parts`: the files of a MergeTree change hands, all of a partition by one statement that readers see whole or not at all.
 * `insert`: the rows are copied. So it is done where the target is replicated in its own way or is no MergeTree, and where
 * materialized views hang on it, which see nothing but INSERTs.
 */
export type Way = 'parts' | 'insert';

export function wayInto({ engine, hasViews }: Pick<ClickhouseTable, 'engine' | 'hasViews'>): Way {
  return /MergeTree$/.test(engine) && !engine.startsWith('Replicated') && !hasViews ? 'parts' : 'insert';
}

/** The statement that makes the table of rows that will be added. */
export function createDelta(table: ClickhouseTable, stage: Stage): string {
  if (wayInto(table) === 'parts') return `CREATE TABLE ${stage.delta} AS ${names.quoteTable(table.table)}`;
  const columns = table.stored.map(({ name, type }) => `${names.quoteList([name])} ${type}`);
  return `CREATE TABLE ${stage.delta} (${columns.join(', ')}) ENGINE = MergeTree ORDER BY tuple()`;
}

/**
 * Carries out what is noted of a batch. Done again, it changes nothing: what has been added is gone from where it waited.
 * Where rows are copied, a table with versions takes a second copy for the first one; another one does so for as long as it
 * remembers what it was sent (`insert_deduplication_token`).
 */
export async function carryOut(
  session: Session,
  table: ClickhouseTable,
  batch: Batch,
  { stage: id, how, rows, deletes }: Pending,
): Promise<void> {
  const stage = new Stage(table.table, batch.scope, id);
  const target = names.quoteTable(table.table);
  const run = (sql: string, settings = {}) => session.execute(sql, { prefix: queryPrefix(batch), settings });
  const left = await leftRows(session, stage);
  if (left === undefined)
    throw new SyncformError(
      'failed',
      `${table.id}: the rows of an interrupted load are gone with the table ${id}_delta, which somebody has dropped`,
      { hint: 'Resync: what the target holds is not known.' },
    );
  if (rows > 0 && left === 0) return;
  const way = wayInto(table);
  if (how === 'replace') {
    if (way === 'insert') await run(`TRUNCATE TABLE ${target}`);
    else return replaceParts(session, table, stage, run);
  }
  if (deletes)
    await run(`DELETE FROM ${target} WHERE (${names.quoteList(deletes)}) IN (SELECT * FROM ${stage.gone})`);
  if (rows === 0) return;
  if (way === 'parts') {
    for (const partition of await partitions(session, stage.deltaName, table.isPartitioned))
      await run(`ALTER TABLE ${stage.delta} MOVE PARTITION ${partition} TO TABLE ${target}`);
    return;
  }
  const columns = names.quoteList(table.stored.map(({ name }) => name));
  await run(`INSERT INTO ${target} (${columns}) SELECT ${columns} FROM ${stage.delta}`, {
    insert_deduplication_token: digest(JSON.stringify([batch.scope, batch.id])),
  });
}

/** Puts the parts that wait in the place of all that the target has. */
async function replaceParts(
  session: Session,
  table: ClickhouseTable,
  stage: Stage,
  run: (sql: string) => Promise<void>,
): Promise<void> {
  const target = names.quoteTable(table.table);
  const comes = await partitions(session, stage.deltaName, table.isPartitioned);
  const goes = table.isPartitioned ? await partitions(session, table.table, true) : [];
  for (const partition of comes)
    await run(`ALTER TABLE ${target} REPLACE PARTITION ${partition} FROM ${stage.delta}`);
  for (const partition of goes)
    if (!comes.includes(partition)) await run(`ALTER TABLE ${target} DROP PARTITION ${partition}`);
}

/** The partitions of a table, as statements name them. */
async function partitions(
  session: Session,
  { schema, table }: ClickhouseTable['table'],
  isPartitioned: boolean,
): Promise<readonly string[]> {
  if (!isPartitioned) return ['tuple()'];
  const rows = await session.rows(
    `SELECT DISTINCT partition_id FROM system.parts WHERE database = ${quoteLiteral(schema)} AND table = ${quoteLiteral(table)} AND active ORDER BY partition_id`,
  );
  return rows.map(([id]) => `ID ${quoteLiteral(id ?? '')}`);
}

/** How many rows wait; undefined where their table is gone. */
async function leftRows(session: Session, stage: Stage): Promise<number | undefined> {
  const { schema, table } = stage.deltaName;
  const [row] = await session.rows(
    `SELECT toString(count()) FROM system.tables WHERE database = ${quoteLiteral(schema)} AND name = ${quoteLiteral(table)}`,
  );
  if (row?.[0] === '0') return undefined;
  const [count] = await session.rows(`SELECT toString(count()) FROM ${stage.delta}`);
  return Number(count?.[0]);
}
