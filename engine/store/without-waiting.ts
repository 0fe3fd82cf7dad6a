import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Runs work in a transaction of its own that does not wait for the disk: a kill does not undo it, a power cut may. For what is
 * written often, and can be missing without harm.
 */
export async function withoutWaiting<T>(
  db: Kysely<Tables>,
  work: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`pragma synchronous = normal`.execute(connection);
    try {
      return await connection.transaction().execute(work);
    } finally {
      await sql`pragma synchronous = full`.execute(connection);
    }
  });
}
