import type { Kysely } from 'kysely';
import { type Clock, timestamp } from '../kit/clock.ts';
import type { Snapshot, Snapshots } from './store.ts';
import type { Tables } from './tables.ts';

export class SnapshotRepository implements Snapshots {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async get(syncId: string): Promise<Snapshot | null> {
    const query = this.#db.selectFrom('snapshots').selectAll().where('sync_id', '=', syncId);
    return (await query.executeTakeFirst()) ?? null;
  }

  async list(): Promise<readonly Snapshot[]> {
    return this.#db.selectFrom('snapshots').selectAll().orderBy('sync_id').execute();
  }

  async set(snapshot: Omit<Snapshot, 'updated_at'>): Promise<void> {
    const row = { ...snapshot, updated_at: timestamp(this.#clock) };
    await this.#db
      .insertInto('snapshots')
      .values(row)
      .onConflict((conflict) => conflict.column('sync_id').doUpdateSet(row))
      .execute();
  }

  async clear(syncId: string): Promise<void> {
    await this.#db.deleteFrom('snapshots').where('sync_id', '=', syncId).execute();
  }
}
