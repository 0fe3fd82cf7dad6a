import type { Kysely } from 'kysely';
import { asInserted, inParts } from './many-rows.ts';
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

  async set(...known: readonly KnownSource[]): Promise<void> {
    const rows = known.map((one) => ({
      ...one,
      object: one.object ?? '',
      taken: JSON.stringify(one.taken),
      left: JSON.stringify(one.left),
    }));
    for (const some of inParts(rows))
      await this.#db
        .insertInto('known_sources')
        .values(some)
        .onConflict((conflict) => conflict.columns(['sync_id', 'object']).doUpdateSet(asInserted(some)))
        .execute();
  }
}
