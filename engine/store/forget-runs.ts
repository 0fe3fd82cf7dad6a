import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Removes what is known of a deleted sync's runs, beside their history. */
export async function forgetRuns(db: Kysely<Tables>, syncId: string): Promise<void> {
  await db.deleteFrom('secrets').where('owner', '=', syncId).execute();
  await db.deleteFrom('positions').where('sync_id', '=', syncId).execute();
  await db.deleteFrom('ledgers').where('sync_id', '=', syncId).execute();
  await db.deleteFrom('row_counts').where('sync_id', '=', syncId).execute();
  await db.deleteFrom('rejected_records').where('sync_id', '=', syncId).execute();
  await db.deleteFrom('known_sources').where('sync_id', '=', syncId).execute();
  await db.deleteFrom('target_tables').where('sync_id', '=', syncId).execute();
}
