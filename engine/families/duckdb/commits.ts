import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, LoadOutcome } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { messageOf } from '../../kit/errors.ts';
import { quoteLiteral } from '../../kit/sql.ts';
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

/** A batch of a table. */
export interface TableBatch {
  readonly table: TableName;
  readonly batch: Batch;
}

/** The outcome that was committed with a batch, or undefined. */
export async function committedOutcome(
  session: DuckdbSession,
  catalog: string,
  of: TableBatch,
): Promise<LoadOutcome | undefined> {
  const [outcome] = await committedOutcomes(session, catalog, [of]);
  return outcome;
}

/** The outcomes that were committed with batches, in their order, asked for together. */
export async function committedOutcomes(
  session: DuckdbSession,
  catalog: string,
  batches: readonly TableBatch[],
): Promise<readonly (LoadOutcome | undefined)[]> {
  const wanted = batches.map(
    ({ table, batch }) => `(${[formatTableId(table), batch.scope, batch.id].map(quoteLiteral).join(', ')})`,
  );
  try {
    const rows = await session.all(
      `SELECT table_id, scope, batch_id, CAST(outcome AS VARCHAR) FROM ${catalog}.${COMMITS}
        WHERE (table_id, scope, batch_id) IN (${wanted.join(', ')})`,
    );
    return batches.map(({ table, batch }) => {
      const row = rows.find(
        ([id, scope, batchId]) =>
          id === formatTableId(table) && scope === batch.scope && batchId === batch.id,
      );
      return row ? (JSON.parse(String(row[3])) as LoadOutcome) : undefined;
    });
  } catch (error) {
    if (isMissing(error)) return batches.map(() => undefined);
    throw error;
  }
}

/** How long a batch is remembered, in days: a scope's next batch comes once it is known what became of the last one. */
const REMEMBERED_DAYS = 30;

/** A batch whose rows a transaction holds. */
export interface Committing extends TableBatch {
  readonly outcome: LoadOutcome;
  /** Whether the rows are all that the table has: it holds no earlier batch any more. */
  readonly isReplaced: boolean;
}

/**
 * The statements that record batches, to be run within the transaction that holds their rows. They forget what the same
 * scopes committed long ago or no longer need, and all earlier batches of tables that were replaced.
 */
export function recordCommits(catalog: string, batches: readonly Committing[]): readonly string[] {
  if (batches.length === 0) return [];
  const list = (texts: readonly string[]) => [...new Set(texts)].map(quoteLiteral).join(', ');
  const replaced = batches.filter(({ isReplaced }) => isReplaced).map(({ table }) => formatTableId(table));
  const forgotten = batches.flatMap(({ batch: { scope, forget = [] } }) =>
    forget.map((id) => ` OR (scope = ${quoteLiteral(scope)} AND batch_id = ${quoteLiteral(id)})`),
  );
  const scopes = list(batches.map(({ batch }) => batch.scope));
  const values = batches.map(({ table, batch, outcome }) => {
    const texts = [formatTableId(table), batch.scope, batch.id, JSON.stringify(outcome)].map(quoteLiteral);
    return `(${texts.join(', ')}, now())`;
  });
  return [
    ...(replaced.length > 0
      ? [`DELETE FROM ${catalog}.${COMMITS} WHERE table_id IN (${list(replaced)})`]
      : []),
    `DELETE FROM ${catalog}.${COMMITS}
      WHERE scope IN (${scopes}) AND (epoch(committed_at) < epoch(now()) - ${REMEMBERED_DAYS * 24 * 3600}${forgotten.join('')})`,
    `INSERT INTO ${catalog}.${COMMITS} VALUES ${values.join(', ')}`,
  ];
}

/** Forgets every batch of a table that no longer exists. */
export async function forgetTable(session: DuckdbSession, catalog: string, table: TableName): Promise<void> {
  try {
    await session.run(
      `DELETE FROM ${catalog}.${COMMITS} WHERE table_id = ${quoteLiteral(formatTableId(table))}`,
    );
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Whether an error says that there is no table of commits. */
function isMissing(error: unknown): boolean {
  return /^Table with name _syncform_commits does not exist/.test(messageOf(error));
}
