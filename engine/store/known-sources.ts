import type { Kysely } from 'kysely';
import type { KnownSource, KnownSources } from './store.ts';
import type { Tables } from './tables.ts';

export class KnownSourceRepository implements KnownSources {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(syncId: string): Promise<readonly KnownSource[]> {
    const rows = await this.#db
      .selectFrom('known_sources')
      .selectAll()
      .where('sync_id', '=', syncId)
      .orderBy('object')
      .execute();
    return rows.map((row) => ({
      ...row,
      object: row.object === '' ? null : row.object,
      taken: JSON.parse(row.taken) as string[],
      left: JSON.parse(row.left) as string[],
    }));
  }

  async set(known: KnownSource): Promise<void> {
    const row = {
      ...known,
      object: known.object ?? '',
      taken: JSON.stringify(known.taken),
      left: JSON.stringify(known.left),
    };
    await this.#db
      .insertInto('known_sources')
      .values(row)
      .onConflict((conflict) => conflict.columns(['sync_id', 'object']).doUpdateSet(row))
      .execute();
  }
}
