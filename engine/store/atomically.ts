import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Runs work in the transaction that is open, or in one of its own. */
export async function atomically<T>(
  db: Kysely<Tables>,
  work: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
