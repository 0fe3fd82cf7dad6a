import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { SyncformError } from '../api/errors.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

/** How the tables in a file compare with the ones that this version of syncform works with. */
export type SchemaState = 'missing' | 'older' | 'current' | 'newer';

export async function schemaState(db: Kysely<Tables>): Promise<SchemaState> {
  const { rows: tables } = await sql`select 1 from sqlite_master where name = 'kysely_migration'`.execute(db);
  if (tables.length === 0) return 'missing';
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const done = new Set(rows.map((row) => row.name));
  if (done.size === 0) return 'missing';
  const known = Object.keys(migrations);
  if ([...done].some((name) => !known.includes(name))) return 'newer';
  return known.every((name) => done.has(name)) ? 'current' : 'older';
}

/** The error for tables that a later version has changed. */
export function newerStore(path: string): SyncformError {
  return new SyncformError('unsupported', `the store ${path} was written by a newer version of syncform`, {
    hint: 'Use that version or a later one.',
  });
}

/**
 * Brings the tables up to date in one transaction. Of several processes that start at once, one does it and the others
 * wait for it; killed half-way, nothing was changed.
 */
export async function migrate(db: Kysely<Tables>, path: string): Promise<void> {
  const state = await schemaState(db);
  if (state === 'current') return;
  if (state === 'newer') throw newerStore(path);
  await db.transaction().execute(async (transaction) => {
    const migrator = new Migrator({
      db: transaction,
      provider: { getMigrations: async () => ({ ...migrations }) },
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  });
}
