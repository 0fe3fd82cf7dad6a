import { createHash } from 'node:crypto';
import type { Batch, LoadOutcome } from '../../../contract/contract.ts';
import { isMissingTable } from './failures.ts';
import { formatTableId, quoteTable, type TableName } from './names.ts';
import type { Session } from './sessions.ts';

/*
 * What was loaded, kept in a table of the target's own database: its row is committed with the rows it speaks of.
 */

function commitsOf({ database }: TableName): string {
  return quoteTable({ database, table: '_syncform_commits' });
}

/** A scope as an index can hold it, however long it is. */
export function scopeDigest(scope: string): string {
  return createHash('sha256').update(scope).digest('hex');
}

/** Makes the table of commits if it is not there. Not in the loading transaction, which the statement would commit. */
export async function ensureCommits(session: Session, target: TableName): Promise<void> {
  const found = await session.rows(
    "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = '_syncform_commits'",
    [target.database],
  );
  if (found.length > 0) return;
  await session.run(`CREATE TABLE IF NOT EXISTS ${commitsOf(target)} (
  scope_digest char(64) NOT NULL,
  batch_id varchar(255) NOT NULL,
  scope longtext NOT NULL,
  table_id longtext NOT NULL,
  outcome longtext NOT NULL,
  committed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (scope_digest, batch_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
}

/** For how long another load of the same scope is waited for, in seconds. */
const PATIENCE_S = 86_400;

/** Runs work while no other session works for the scope: also none whose client has died meanwhile. */
export async function withScope<T>(session: Session, { scope }: Batch, work: () => Promise<T>): Promise<T> {
  const lock = `syncform ${scopeDigest(scope).slice(0, 40)}`;
  await session.rows('SELECT get_lock(?, ?)', [lock, PATIENCE_S]);
  const answer = await work();
  // After a failure the session is closed, which releases it too.
  await session.rows('SELECT release_lock(?)', [lock]);
  return answer;
}

/** The outcome committed with a batch, or undefined. */
export async function committedOutcome(
  session: Session,
  target: TableName,
  batch: Batch,
): Promise<LoadOutcome | undefined> {
  try {
    const [row] = await session.rows(
      `SELECT outcome FROM ${commitsOf(target)} WHERE scope_digest = ? AND batch_id = ?`,
      [scopeDigest(batch.scope), batch.id],
    );
    return row && (JSON.parse(row[0] as string) as LoadOutcome);
  } catch (error) {
    if (isMissingTable(error)) return undefined;
    throw error;
  }
}

/** Notes a batch's outcome, and forgets what the same scope committed over a month ago, or needs no more. */
export async function recordCommit(
  session: Session,
  target: TableName,
  batch: Batch,
  outcome: LoadOutcome,
): Promise<void> {
  const digest = scopeDigest(batch.scope);
  const forget = batch.forget ?? [];
  // Looked for without a lock, and then named: a DELETE that finds nothing would lock the gap that others insert into.
  const old = await session.rows(
    `SELECT batch_id FROM ${commitsOf(target)} WHERE scope_digest = ? AND (committed_at < now() - INTERVAL 30 DAY${' OR batch_id = ?'.repeat(forget.length)})`,
    [digest, ...forget],
  );
  for (const [id] of old)
    await session.run(`DELETE FROM ${commitsOf(target)} WHERE scope_digest = ? AND batch_id = ?`, [
      digest,
      id as string,
    ]);
  await session.run(
    `INSERT INTO ${commitsOf(target)} (scope_digest, batch_id, scope, table_id, outcome) VALUES (?, ?, ?, ?, ?)`,
    [digest, batch.id, batch.scope, formatTableId(target), JSON.stringify(outcome)],
  );
}

/** Forgets a table's commits; the last table's takes the table of commits with it. */
export async function forgetTable(session: Session, target: TableName): Promise<void> {
  try {
    await session.run(`DELETE FROM ${commitsOf(target)} WHERE table_id = ?`, [formatTableId(target)]);
    const left = await session.rows(`SELECT 1 FROM ${commitsOf(target)} LIMIT 1`);
    if (left.length === 0) await session.run(`DROP TABLE ${commitsOf(target)}`);
  } catch (error) {
    if (!isMissingTable(error)) throw error;
  }
}
