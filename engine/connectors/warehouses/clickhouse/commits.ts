import { createHash } from 'node:crypto';
import type { Batch, LoadOutcome } from '../../../contract/contract.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { pause } from '../../../kit/abort.ts';
import { names } from './catalog.ts';
import { clickhouseDialect } from './dialect.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';

/*
 * What was loaded, kept in a table beside the target. ClickHouse has no transactions: the note that a batch is ready, with
 * everything that it takes, is its commit. It is carried out afterwards, by whoever finds it.
 */

/** What is still to be done of a batch whose rows are ready. */
export interface Pending {
  /** The tables beside the target that hold what it takes. */
  readonly stage: string;
  readonly how: 'add' | 'replace';
  /** How many rows wait to be added. */
  readonly rows: number;
  /** The key's columns, where rows of keys that wait are to be deleted first. */
  readonly deletes?: readonly string[];
}

/** A name for what may hold any characters: letters and digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What statements of a scope's loads are called among those that run. */
export function queryPrefix({ scope }: Pick<Batch, 'scope'>): string {
  return `syncform-${digest(scope)}`;
}

function tableOf({ schema }: TableName): string {
  return names.quoteTable({ schema, table: '_syncform_commits' });
}

async function isThere(session: Session, { schema }: TableName): Promise<boolean> {
  const found = await session.rows(clickhouseDialect.commits.exists({ schema, table: '_syncform_commits' }));
  return found.length > 0;
}

export interface Noted {
  readonly outcome: LoadOutcome;
  readonly pending: Pending | undefined;
}

/** What is noted of a batch, once nothing of its scope is under way any more. */
export async function noted(
  session: Session,
  target: TableName,
  batch: Batch,
  signal: AbortSignal,
): Promise<Noted | undefined> {
  await untilQuiet(session, batch, signal);
  if (!(await isThere(session, target))) return undefined;
  const [row] = await session.rows(
    `SELECT outcome, pending FROM ${tableOf(target)} FINAL WHERE scope = ${quoteLiteral(batch.scope)} AND batch_id = ${quoteLiteral(batch.id)}`,
  );
  if (!row) return undefined;
  const [outcome, pending] = row;
  return {
    outcome: JSON.parse(outcome as string) as LoadOutcome,
    pending: pending ? (JSON.parse(pending) as Pending) : undefined,
  };
}

const WAIT_MS = 500;

/** Waits until no statement of a scope's loads runs: those of a process that died go on without it. */
async function untilQuiet(session: Session, batch: Batch, signal: AbortSignal): Promise<void> {
  for (;;) {
    const [row] = await session.rows(
      `SELECT toString(count()) FROM system.processes WHERE startsWith(query_id, ${quoteLiteral(`${queryPrefix(batch)}-`)})`,
    );
    if (row?.[0] === '0') return;
    await pause(WAIT_MS, signal);
  }
}

/** Notes a batch: that it is to be carried out, or that it was. Done twice, it says the same. */
export async function note(
  session: Session,
  target: TableName,
  batch: Batch,
  outcome: LoadOutcome,
  pending: Pending | undefined,
): Promise<void> {
  if (!(await isThere(session, target))) await session.run(clickhouseDialect.commits.create(tableOf(target)));
  const values = [
    batch.scope,
    batch.id,
    names.formatTableId(target),
    JSON.stringify(outcome),
    pending ? JSON.stringify(pending) : '',
  ];
  await session.execute(
    `INSERT INTO ${tableOf(target)} (scope, batch_id, table_id, outcome, pending, version) VALUES (${values.map(quoteLiteral).join(', ')}, ${pending ? 1 : 2})`,
    { prefix: queryPrefix(batch) },
  );
}

/** Takes a batch back that cannot be carried out. */
export async function takeBack(session: Session, target: TableName, batch: Batch): Promise<void> {
  await session.run(
    `DELETE FROM ${tableOf(target)} WHERE scope = ${quoteLiteral(batch.scope)} AND batch_id = ${quoteLiteral(batch.id)}`,
  );
}

/** Forgets what a scope committed over a month ago, and what it says that it asks about no more. */
export async function forgetOld(
  session: Session,
  target: TableName,
  { scope, id, forget = [] }: Batch,
): Promise<void> {
  const table = tableOf(target);
  const named = forget.length > 0 ? ` OR batch_id IN (${forget.map(quoteLiteral).join(', ')})` : '';
  const where = `scope = ${quoteLiteral(scope)} AND batch_id <> ${quoteLiteral(id)} AND pending = '' AND (committed_at < ${clickhouseDialect.commits.monthAgo}${named})`;
  const [row] = await session.rows(`SELECT toString(count()) FROM ${table} FINAL WHERE ${where}`);
  if (row?.[0] !== '0') await session.run(`DELETE FROM ${table} WHERE ${where}`);
}
