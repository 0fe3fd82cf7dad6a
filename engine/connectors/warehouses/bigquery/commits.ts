import { createHash } from 'node:crypto';
import type { Batch, LoadOutcome } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { locationOf, tablePath } from './catalog.ts';
import type { Job } from './client.ts';
import { JobError } from './failures.ts';
import { names } from './names.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';

/*
 * What was loaded, kept in a table of the target's own dataset. Its row is written by the job that writes the rows, in one
 * transaction. The job's id follows from the batch, and a job's id is taken once: the same batch is never written by two jobs
 * at a time, and whoever comes later finds the job that is under way.
 */

const TABLE = '_syncform_commits';

/** A name for what may hold any characters: letters and digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function commitsOf({ schema }: TableName): TableName {
  return { schema, table: TABLE };
}

/** The table of commits of a target, quoted. */
export function commitsTable(target: TableName): string {
  return names.quoteTable(commitsOf(target));
}

/** The ids of the jobs that write a batch: a later one where one before it failed. */
export function mergeJobId(target: TableName, { scope, id }: Batch, attempt: number): string {
  return `syncform_merge_${digest(JSON.stringify([names.formatTableId(target), scope, id]))}_${attempt}`;
}

/** The outcome committed with a batch, or undefined, once that can change no more. */
export async function committedOutcome(
  session: Session,
  target: TableName,
  batch: Batch,
): Promise<LoadOutcome | undefined> {
  const { client, signal } = session;
  if (!(await isThere(session, target))) return undefined;
  const location = client.location ?? (await locationOf(client, target.schema, signal));
  for (let attempt = 0; await endedJob(session, mergeJobId(target, batch, attempt), location); ) attempt++;
  return outcomeOf(session, target, batch);
}

/** Whether there is a job of an id, once it has ended: what it came to, the table of commits says. */
export async function endedJob(
  { client, signal }: Session,
  jobId: string,
  location: string | undefined,
): Promise<boolean> {
  const job = await client.find<Job>(`jobs/${jobId}`, signal, location ? { location } : {});
  if (!job) return false;
  await client.done(job, signal).catch((error: unknown) => {
    if (!(error instanceof JobError)) throw error;
  });
  return true;
}

/** The outcome that the table of commits has. */
export async function outcomeOf(
  session: Session,
  target: TableName,
  { scope, id }: Batch,
): Promise<LoadOutcome | undefined> {
  const [row] = await session.rows(
    `SELECT outcome FROM ${commitsTable(target)} WHERE scope = ${quoteLiteral(scope)} AND batch_id = ${quoteLiteral(id)}`,
  );
  return row && (JSON.parse(row[0] as string) as LoadOutcome);
}

async function isThere({ client, signal }: Session, target: TableName): Promise<boolean> {
  return (await client.find(tablePath(commitsOf(target)), signal)) !== undefined;
}

/** Makes the table of commits if it is not there. */
export async function ensureCommits(
  session: Session,
  target: TableName,
  create: (table: string) => string,
): Promise<void> {
  if (!(await isThere(session, target))) await session.run(create(commitsTable(target)));
}

/** Forgets what a scope committed over a month ago, and what it says that it asks about no more. */
export async function forgetOld(
  session: Session,
  target: TableName,
  { scope, id, forget = [] }: Batch,
): Promise<void> {
  const table = commitsTable(target);
  const named = forget.length > 0 ? ` OR batch_id IN (${forget.map(quoteLiteral).join(', ')})` : '';
  const where = `scope = ${quoteLiteral(scope)} AND batch_id <> ${quoteLiteral(id)} AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY)${named})`;
  const [row] = await session.rows(`SELECT COUNT(*) FROM ${table} WHERE ${where}`);
  if (row?.[0] !== '0') await session.run(`DELETE FROM ${table} WHERE ${where}`);
}

/** Forgets a table's commits; the last table's takes the table of commits with it. */
export async function forgetTable(session: Session, target: TableName): Promise<void> {
  if (!(await isThere(session, target))) return;
  const table = commitsTable(target);
  await session.run(`DELETE FROM ${table} WHERE table_id = ${quoteLiteral(names.formatTableId(target))}`);
  const [left] = await session.rows(`SELECT COUNT(*) FROM ${table}`);
  if (left?.[0] === '0') await session.client.remove(tablePath(commitsOf(target)), session.signal);
}
