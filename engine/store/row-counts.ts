import { type Kysely, sql } from 'kysely';
import type { RowCount, RowCounts, RowsAdded } from './store.ts';

/** What is noted of a table whose rows another sync has replaced. */
const REPLACED = -1;

import type { Tables } from './tables.ts';

export class RowCountRepository implements RowCounts {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async get(syncId: string, object: string): Promise<RowCount | null> {
    const found = await this.#db
      .selectFrom('row_counts')
      .selectAll()
      .where('sync_id', '=', syncId)
      .where('object', '=', object)
      .executeTakeFirst();
    return found ?? null;
  }

  async set(count: RowCount, by: RowsAdded): Promise<void> {
    const { sync_id, object, target_place, target_table } = count;
    const isOther = sql<boolean>`target_place = ${target_place} AND target_table = ${target_table}
      AND (sync_id <> ${sync_id} OR object <> ${object})`;
    if (by === undefined) await this.#db.deleteFrom('row_counts').where(isOther).execute();
    else if (by !== 0)
      await this.#db
        .updateTable('row_counts')
        .set({
          rows:
            by === 'replaced'
              ? REPLACED
              : sql<number>`CASE WHEN rows < 0 THEN rows ELSE max(0, rows + ${by}) END`,
        })
        .where(isOther)
        .execute();
    await this.#db
      .insertInto('row_counts')
      .values(count)
      .onConflict((conflict) => conflict.columns(['sync_id', 'object']).doUpdateSet(count))
      .execute();
  }

  async forget(syncId: string, object: string): Promise<void> {
    await this.#db
      .deleteFrom('row_counts')
      .where('sync_id', '=', syncId)
      .where('object', '=', object)
      .execute();
  }
}
