import type { SyncInput } from '../api/documents.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { SyncformError } from '../kit/errors.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { keysAlone, type RecordShape, selectRecords } from './diff.ts';
import { looksInTarget } from './plan-lookup.ts';

/*
 * Most runs find that little has changed. Where a model's rows can be read again, they are then read twice: for the keys
 * and hashes of all records, and for the other columns of those that changed. To lay all columns of all records down
 * takes longer than to read them. Both readings are one transaction, so that they see the same rows.
 */

/** Whether nothing but new and changed records is asked of a sync's records, once they are compared with a ledger. */
export function needsChangesOnly(sync: SyncInput, { hashing, key, identity }: RecordShape): boolean {
  const isByChange = sync.mode === 'create' || sync.mode === 'updateOrCreate';
  const isKeyed = hashing === 'hash' && key.length > 0 && identity === undefined;
  return isByChange && isKeyed && !sync.sync_all_records && !looksInTarget(sync);
}

/** Lends the session to work in a transaction of its own. */
export async function inTransaction<T>(session: DuckdbSession, work: () => Promise<T>): Promise<T> {
  await session.run('BEGIN TRANSACTION');
  try {
    const answer = await work();
    await session.run('COMMIT');
    return answer;
  } catch (error) {
    await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Puts the columns of whole records into the table `changes`, which has their keys alone; `rows` is a SELECT of the model's rows. */
export async function completeChanges(
  session: DuckdbSession,
  rows: string,
  shape: RecordShape,
): Promise<void> {
  const names = (columns: RecordShape['columns'], of = '') =>
    columns.map(({ name }) => `${of}${hubIdentifier(name)}`).join(', ');
  await session.run('ALTER TABLE changes RENAME TO changed');
  // Rows of one key and hash are the same to the target: any of them is sent.
  await session.run(
    `CREATE OR REPLACE TEMP TABLE changes AS
       SELECT c.* EXCLUDE (${names(keysAlone(shape).columns)}), ${names(shape.columns, 'w.')}
         FROM changed c JOIN (${selectRecords(rows, shape)}) w
           ON w._syncform_key = c._syncform_key AND w._syncform_hash = c._syncform_hash
       QUALIFY row_number() OVER (PARTITION BY c._syncform_key) = 1`,
  );
  const [row] = await session.all('SELECT (SELECT count(*) FROM changes) = (SELECT count(*) FROM changed)');
  if (row?.[0] !== true)
    throw new SyncformError('failed', 'the model answered other rows when it was read a second time');
  await session.run('DROP TABLE changed');
}
