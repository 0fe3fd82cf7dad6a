import type { Kysely } from 'kysely';
import { inParts } from './many-rows.ts';
import type { TargetTableRecord, TargetTables } from './store.ts';
import type { Tables } from './tables.ts';

export class TargetTableRepository implements TargetTables {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(syncId: string): Promise<readonly TargetTableRecord[]> {
    return this.#db
      .selectFrom('target_tables')
      .selectAll()
      .where('sync_id', '=', syncId)
      .orderBy('connection_id')
      .orderBy('table')
      .execute();
  }

  async isMade(connectionId: string, table: string): Promise<boolean> {
    const found = await this.#db
      .selectFrom('target_tables')
      .select('sync_id')
      .where('connection_id', '=', connectionId)
      .where('table', '=', table)
      .executeTakeFirst();
    return found !== undefined;
  }

  async add(...records: readonly TargetTableRecord[]): Promise<void> {
    for (const some of inParts(records))
      await this.#db
        .insertInto('target_tables')
        .values(some)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
  }

  async remove(record: TargetTableRecord): Promise<void> {
    await this.#db
      .deleteFrom('target_tables')
      .where('sync_id', '=', record.sync_id)
      .where('connection_id', '=', record.connection_id)
      .where('table', '=', record.table)
      .execute();
  }
}
