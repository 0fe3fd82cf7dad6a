import type { Kysely } from 'kysely';
import type { Random } from '../kit/clock.ts';
import { atomically } from './atomically.ts';
import type { Meta } from './store.ts';
import type { Tables } from './tables.ts';

export class MetaRepository implements Meta {
  readonly #db: Kysely<Tables>;
  readonly #random: Random;

  constructor(db: Kysely<Tables>, random: Random) {
    this.#db = db;
    this.#random = random;
  }

  async organizationId(): Promise<string> {
    const known = await this.get('organization_id');
    if (known !== null) return known;
    return atomically(this.#db, async (db) => {
      await db
        .insertInto('meta')
        .values({ name: 'organization_id', value: this.#random.uuid() })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const row = await db
        .selectFrom('meta')
        .select('value')
        .where('name', '=', 'organization_id')
        .executeTakeFirstOrThrow();
      return row.value;
    });
  }

  async get(name: string): Promise<string | null> {
    const row = await this.#db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst();
    return row?.value ?? null;
  }

  async set(name: string, value: string): Promise<void> {
    await this.#db
      .insertInto('meta')
      .values({ name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
  }
}
