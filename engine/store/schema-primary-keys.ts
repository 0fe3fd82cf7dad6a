import type { Kysely } from 'kysely';
import type { SchemaPrimaryKeys } from '../api/documents.ts';
import type { SchemaPrimaryKeyRecords } from './store.ts';
import type { Tables } from './tables.ts';

export class SchemaPrimaryKeyRepository implements SchemaPrimaryKeyRecords {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(connectionId: string): Promise<readonly SchemaPrimaryKeys[]> {
    const rows = await this.#db
      .selectFrom('schema_primary_keys')
      .selectAll()
      .where('connection_id', '=', connectionId)
      .orderBy('schema_id')
      .execute();
    return rows.map((row) => ({ ...row, field_ids: JSON.parse(row.field_ids) as string[] }));
  }

  async set(keys: SchemaPrimaryKeys): Promise<void> {
    const row = { ...keys, field_ids: JSON.stringify(keys.field_ids) };
    await this.#db
      .insertInto('schema_primary_keys')
      .values(row)
      .onConflict((conflict) => conflict.columns(['connection_id', 'schema_id']).doUpdateSet(row))
      .execute();
  }

  async delete(connectionId: string, schemaId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('schema_primary_keys')
      .where('connection_id', '=', connectionId)
      .where('schema_id', '=', schemaId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }
}
