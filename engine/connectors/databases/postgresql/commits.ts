import type { Batch, LoadOutcome } from '../../../contract/contract.ts';
import { formatTableId, quoteTable, type TableName } from './names.ts';
import type { Session } from './sessions.ts';

/*
 * What was loaded, kept in a table of the target's own schema: its row is committed with the rows it speaks of.
 */

function commitsOf({ schema }: TableName): TableName {
  return { schema, table: '_syncform_commits' };
}

/** Makes the table of commits if it is not there. Not in the loading transaction, which others would then wait for. */
export async function ensureCommits(session: Session, target: TableName): Promise<void> {
  const commits = quoteTable(commitsOf(target));
  if (await exists(session, target)) return;
  await session.run('BEGIN');
  // Two that create one table at once would fail on the catalog's own keys.
  await session.run(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [commits]);
  await session.run(`CREATE TABLE IF NOT EXISTS ${commits} (
  scope text NOT NULL,
  batch_id text NOT NULL,
  table_id text NOT NULL,
  outcome text NOT NULL,
  committed_at timestamp with time zone NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, batch_id)
)`);
  await session.run('COMMIT');
}

/** Waits, within a transaction, until no other one loads for the scope: also one whose client has died meanwhile. */
export async function lockScope(session: Session, { scope }: Batch): Promise<void> {
  const [row] = await session.rows(
    `SELECT current_setting('lock_timeout'), set_config('lock_timeout', '0', true)`,
  );
  await session.run('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`syncform ${scope}`]);
  await session.rows(`SELECT set_config('lock_timeout', $1, true)`, [row?.[0] ?? '0']);
}

/** The outcome committed with a batch, or undefined, once that can change no more: a commit may be under way. */
export async function settledOutcome(
  session: Session,
  target: TableName,
  batch: Batch,
): Promise<LoadOutcome | undefined> {
  await session.run('BEGIN ISOLATION LEVEL READ COMMITTED');
  await lockScope(session, batch);
  const outcome = await committedOutcome(session, target, batch);
  await session.run('COMMIT');
  return outcome;
}

/** The outcome committed with a batch, or undefined. */
export async function committedOutcome(
  session: Session,
  target: TableName,
  batch: Batch,
): Promise<LoadOutcome | undefined> {
  if (!(await exists(session, target))) return undefined;
  const [row] = await session.rows(
    `SELECT outcome FROM ${quoteTable(commitsOf(target))} WHERE scope = $1 AND batch_id = $2`,
    [batch.scope, batch.id],
  );
  return row && (JSON.parse(row[0] as string) as LoadOutcome);
}

/** Notes a batch's outcome, and forgets what the same scope committed over a month ago, or needs no more. */
export async function recordCommit(
  session: Session,
  target: TableName,
  batch: Batch,
  outcome: LoadOutcome,
): Promise<void> {
  const commits = quoteTable(commitsOf(target));
  await session.run(
    `WITH old AS (DELETE FROM ${commits} WHERE scope = $1 AND (committed_at < now() - interval '30 days' OR batch_id IN (SELECT jsonb_array_elements_text($5::jsonb))))
     INSERT INTO ${commits} (scope, batch_id, table_id, outcome) VALUES ($1, $2, $3, $4)`,
    [
      batch.scope,
      batch.id,
      formatTableId(target),
      JSON.stringify(outcome),
      JSON.stringify(batch.forget ?? []),
    ],
  );
}

/** Forgets a table's commits; the last table's takes the table of commits with it. */
export async function forgetTable(session: Session, target: TableName): Promise<void> {
  if (!(await exists(session, target))) return;
  const commits = quoteTable(commitsOf(target));
  await session.run(`DELETE FROM ${commits} WHERE table_id = $1`, [formatTableId(target)]);
  const [row] = await session.rows(`SELECT EXISTS (SELECT FROM ${commits})`);
  if (row?.[0] === 'f') await session.run(`DROP TABLE ${commits}`);
}

async function exists(session: Session, target: TableName): Promise<boolean> {
  const [row] = await session.rows('SELECT to_regclass($1) IS NOT NULL', [quoteTable(commitsOf(target))]);
  return row?.[0] === 't';
}
