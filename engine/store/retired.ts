import type { Kysely } from 'kysely';
import type { RetiredRecords } from './store.ts';
import type { Tables } from './tables.ts';

export class RetiredRepository implements RetiredRecords {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(): Promise<readonly string[]> {
    const rows = await this.#db.selectFrom('retired').select('id').execute();
    return rows.map(({ id }) => id);
  }

  async add(id: string): Promise<void> {
    await this.#db
      .insertInto('retired')
      .values({ id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('retired').where('id', '=', id).execute();
  }
}
