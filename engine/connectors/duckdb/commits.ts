import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteLiteral } from '../../movement/sql.ts';
import type { Batch, LoadOutcome } from '../contract.ts';
import { formatTableId, type TableName } from './names.ts';

/** The table, in the target's own file, of the batches that the file's tables hold. */
const COMMITS = 'main._syncform_commits';
const ATTEMPTS = 20;
const REST_MS = 10;

/**
 * Begins a transaction once the table of commits is there, which it makes if need be. Two sessions may try at once; one of
 * them then finds it made.
 */
export async function beginWithCommits(session: DuckdbSession, catalog: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await session.run(
        `CREATE TABLE IF NOT EXISTS ${catalog}.${COMMITS} (
           table_id VARCHAR NOT NULL, scope VARCHAR NOT NULL, batch_id VARCHAR NOT NULL,
           outcome JSON NOT NULL, committed_at TIMESTAMP WITH TIME ZONE NOT NULL);
         BEGIN`,
      );
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !/conflict/i.test(messageOf(error))) throw error;
      // The other one writes its commit to the disk, which can take a while.
      await sleep(REST_MS * attempt);
    }
  }
}

/** The outcome that was committed with a batch, or undefined. */
export async function committedOutcome(
  session: DuckdbSession,
  catalog: string,
  table: TableName,
  batch: Batch,
): Promise<LoadOutcome | undefined> {
  try {
    const [row] = await session.all(
      `SELECT CAST(outcome AS VARCHAR) FROM ${catalog}.${COMMITS}
        WHERE ${isTable(table)} AND scope = ${quoteLiteral(batch.scope)} AND batch_id = ${quoteLiteral(batch.id)}`,
    );
    return row ? (JSON.parse(String(row[0])) as LoadOutcome) : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** How long a batch is remembered, in days: a scope's next batch comes once it is known what became of the last one. */
const REMEMBERED_DAYS = 30;

/**
 * The statements that record a batch and forget what the same scope committed long ago or needs no more, to be run within the transaction
 * that holds the batch's rows.
 */
export function recordCommit(
  catalog: string,
  table: TableName,
  batch: Batch,
  outcome: LoadOutcome,
): string[] {
  const forgotten = (batch.forget ?? []).map((id) => ` OR batch_id = ${quoteLiteral(id)}`).join('');
  const values = [formatTableId(table), batch.scope, batch.id, JSON.stringify(outcome)].map(quoteLiteral);
  return [
    `DELETE FROM ${catalog}.${COMMITS}
      WHERE scope = ${quoteLiteral(batch.scope)} AND (epoch(committed_at) < epoch(now()) - ${REMEMBERED_DAYS * 24 * 3600}${forgotten})`,
    `INSERT INTO ${catalog}.${COMMITS} VALUES (${values.join(', ')}, now())`,
  ];
}

/** The statement that forgets every batch of a table: once its rows are replaced it holds none of them any more. */
export function forgetCommits(catalog: string, table: TableName): string {
  return `DELETE FROM ${catalog}.${COMMITS} WHERE ${isTable(table)}`;
}

/** Forgets every batch of a table that is no more. */
export async function forgetTable(session: DuckdbSession, catalog: string, table: TableName): Promise<void> {
  try {
    await session.run(forgetCommits(catalog, table));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Whether an error says that there is no table of commits. */
function isMissing(error: unknown): boolean {
  return /^Table with name _syncform_commits does not exist/.test(messageOf(error));
}

function isTable(table: TableName): string {
  return `table_id = ${quoteLiteral(formatTableId(table))}`;
}
