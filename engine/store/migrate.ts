import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { SyncformError } from '../kit/errors.ts';
import { migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

/** How the tables in a file compare with the ones that this version of syncform works with. */
export type SchemaState = 'missing' | 'older' | 'current' | 'newer' | 'damaged';

export async function schemaState(db: Kysely<Tables>): Promise<SchemaState> {
  const { rows: tables } = await sql`select 1 from sqlite_master where name = 'kysely_migration'`.execute(db);
  if (tables.length === 0) return 'missing';
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const done = new Set(rows.map((row) => row.name));
  if (done.size === 0) return 'missing';
  const known = Object.keys(migrations);
  const unknown = [...done].filter((name) => !known.includes(name));
  if (unknown.length === 0) return known.every((name) => done.has(name)) ? 'current' : 'older';
  // A later version knows all of these changes and has added to them; a name that was changed by a fault leaves a gap.
  const last = known.at(-1) ?? '';
  const isNewer =
    known.every((name) => done.has(name)) && unknown.every((name) => /^\d{4}_\w+$/.test(name) && name > last);
  return isNewer ? 'newer' : 'damaged';
}

/** The error for a file that SQLite can read and that is no store anyway. */
export function damagedStore(path: string): SyncformError {
  return new SyncformError('failed', `the store ${path} is damaged`, {
    hint: 'Put back a copy of it. Without one, move the whole data directory away and apply again: everything is then synced again.',
  });
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
  if (state === 'damaged') throw damagedStore(path);
  await db.transaction().execute(async (transaction) => {
    const migrator = new Migrator({
      db: transaction,
      provider: { getMigrations: async () => ({ ...migrations }) },
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  });
}
