import { messageOf } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteLiteral } from '../../movement/sql.ts';
import type { Batch, LoadOutcome } from '../contract.ts';
import { formatTableId, type TableName } from './names.ts';
import { catalogLiteral } from './objects.ts';

/** The table, in the target's own file, of the batches that the file's tables hold. */
const COMMITS = 'main._syncform_commits';
const ATTEMPTS = 20;

/** Makes the table of commits if it is not there. Two sessions may try at once; one of them then finds it made. */
export async function ensureCommits(session: DuckdbSession, catalog: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await session.run(
        `CREATE TABLE IF NOT EXISTS ${catalog}.${COMMITS} (
           table_id VARCHAR NOT NULL, scope VARCHAR NOT NULL, batch_id VARCHAR NOT NULL,
           outcome JSON NOT NULL, committed_at TIMESTAMP WITH TIME ZONE NOT NULL)`,
      );
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !/conflict/i.test(messageOf(error))) throw error;
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
  if (!(await hasCommits(session, catalog))) return undefined;
  const [row] = await session.all(
    `SELECT CAST(outcome AS VARCHAR) FROM ${catalog}.${COMMITS}
      WHERE ${isTable(table)} AND scope = ${quoteLiteral(batch.scope)} AND batch_id = ${quoteLiteral(batch.id)}`,
  );
  return row ? (JSON.parse(String(row[0])) as LoadOutcome) : undefined;
}

/** How long a batch is remembered, in days: a scope's next batch comes once it is known what became of the last one. */
const REMEMBERED_DAYS = 30;

/** Records a batch within the transaction that holds its rows, and forgets what the same scope committed long ago. */
export async function recordCommit(
  session: DuckdbSession,
  catalog: string,
  table: TableName,
  batch: Batch,
  outcome: LoadOutcome,
): Promise<void> {
  const values = [formatTableId(table), batch.scope, batch.id, JSON.stringify(outcome)].map(quoteLiteral);
  await session.run(
    `DELETE FROM ${catalog}.${COMMITS}
      WHERE scope = ${quoteLiteral(batch.scope)} AND epoch(committed_at) < epoch(now()) - ${REMEMBERED_DAYS * 24 * 3600}`,
  );
  await session.run(`INSERT INTO ${catalog}.${COMMITS} VALUES (${values.join(', ')}, now())`);
}

/** Forgets every batch of a table: dropped, or its rows replaced, it holds none of them any more. */
export async function forgetTable(session: DuckdbSession, catalog: string, table: TableName): Promise<void> {
  if (await hasCommits(session, catalog))
    await session.run(`DELETE FROM ${catalog}.${COMMITS} WHERE ${isTable(table)}`);
}

async function hasCommits(session: DuckdbSession, catalog: string): Promise<boolean> {
  const found = await session.all(
    `SELECT 1 FROM duckdb_tables() WHERE database_name = ${catalogLiteral(catalog)} AND schema_name = 'main' AND table_name = '_syncform_commits'`,
  );
  return found.length > 0;
}

function isTable(table: TableName): string {
  return `table_id = ${quoteLiteral(formatTableId(table))}`;
}
