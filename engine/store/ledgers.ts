import type { Kysely } from 'kysely';
import { type Clock, timestamp } from '../kit/clock.ts';
import type { Ledger, Ledgers } from './store.ts';
import type { Tables } from './tables.ts';

export class LedgerRepository implements Ledgers {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async get(syncId: string): Promise<Ledger | null> {
    const query = this.#db.selectFrom('ledgers').selectAll().where('sync_id', '=', syncId);
    return (await query.executeTakeFirst()) ?? null;
  }

  async list(): Promise<readonly Ledger[]> {
    return this.#db.selectFrom('ledgers').selectAll().orderBy('sync_id').execute();
  }

  async set(ledger: Omit<Ledger, 'updated_at'>): Promise<void> {
    const row = { ...ledger, updated_at: timestamp(this.#clock) };
    await this.#db
      .insertInto('ledgers')
      .values(row)
      .onConflict((conflict) => conflict.column('sync_id').doUpdateSet(row))
      .execute();
  }

  async clear(syncId: string): Promise<void> {
    await this.#db.deleteFrom('ledgers').where('sync_id', '=', syncId).execute();
  }
}
