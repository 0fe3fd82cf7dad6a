import type { Batch, LoadOutcome } from '../../../contract/contract.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { committedOutcome } from './dialect.ts';

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
