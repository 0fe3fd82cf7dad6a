import { type Kysely, sql } from 'kysely';
import type { RejectedRecord } from '../contract/contract.ts';
import { type Clock, timestamp } from '../kit/clock.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Redactor } from '../kit/redactor.ts';
import { atomically } from './atomically.ts';
import { toldApart } from './remember-rejected.ts';
import type { Rejections, StoredRejection } from './store.ts';
import type { Tables } from './tables.ts';

/** Rows per statement, well under SQLite's limit of bound values. */
const chunk = 500;

export class RejectionRepository implements Rejections {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;
  readonly #redactor: Redactor;

  constructor(db: Kysely<Tables>, clock: Clock, redactor: Redactor) {
    this.#db = db;
    this.#clock = clock;
    this.#redactor = redactor;
  }

  async list(
    filter: { readonly sync_id?: string; readonly object?: string; readonly limit?: number } = {},
  ): Promise<readonly StoredRejection[]> {
    let query = this.#db.selectFrom('rejected_records').selectAll().orderBy('first_seen_at').orderBy('key');
    if (filter.sync_id !== undefined) query = query.where('sync_id', '=', filter.sync_id);
    if (filter.object !== undefined) query = query.where('object', '=', filter.object);
    if (filter.limit !== undefined) query = query.limit(filter.limit);
    const rows = await query.execute();
    return rows.map((row) => ({
      ...row,
      key: JSON.parse(row.key) as RejectedRecord['key'],
      record: row.record === null ? null : (JSON.parse(row.record) as JsonObject),
    }));
  }

  async count(
    syncId: string,
    { object, lastSeenBefore }: { readonly object?: string; readonly lastSeenBefore?: number } = {},
  ): Promise<number> {
    let query = this.#db
      .selectFrom('rejected_records')
      .select((of) => of.fn.countAll<number>().as('total'))
      .where('sync_id', '=', syncId);
    if (object !== undefined) query = query.where('object', '=', object);
    if (lastSeenBefore !== undefined)
      query = query.where('last_seen_at', '<', new Date(lastSeenBefore).toISOString());
    const { total } = await query.executeTakeFirstOrThrow();
    return total;
  }

  async objects(syncId: string): Promise<ReadonlySet<string>> {
    const query = this.#db.selectFrom('rejected_records').select('object').distinct();
    const rows = await query.where('sync_id', '=', syncId).execute();
    return new Set(rows.map(({ object }) => object));
  }

  async add(
    syncId: string,
    object: string,
    records: readonly (RejectedRecord & { readonly record?: JsonObject })[],
  ): Promise<void> {
    const now = timestamp(this.#clock);
    const rows = toldApart(records).map((rejected) => ({
      sync_id: syncId,
      object,
      key: canonicalKey(rejected.key),
      reason: this.#redactor.mask(rejected.reason),
      record: rejected.record === undefined ? null : JSON.stringify(rejected.record),
      first_seen_at: now,
      last_seen_at: now,
      attempts: 1,
    }));
    await atomically(this.#db, async (db) => {
      for (let start = 0; start < rows.length; start += chunk) {
        await db
          .insertInto('rejected_records')
          .values(rows.slice(start, start + chunk))
          .onConflict((conflict) =>
            conflict.columns(['sync_id', 'object', 'key']).doUpdateSet((row) => ({
              reason: row.ref('excluded.reason'),
              record: sql`coalesce(excluded.record, rejected_records.record)`,
              last_seen_at: row.ref('excluded.last_seen_at'),
              attempts: sql`rejected_records.attempts + 1`,
            })),
          )
          .execute();
      }
    });
  }

  async resolve(syncId: string, object: string, keys: readonly RejectedRecord['key'][]): Promise<void> {
    const texts = keys.map(canonicalKey);
    await atomically(this.#db, async (db) => {
      for (let start = 0; start < texts.length; start += chunk) {
        await db
          .deleteFrom('rejected_records')
          .where('sync_id', '=', syncId)
          .where('object', '=', object)
          .where('key', 'in', texts.slice(start, start + chunk))
          .execute();
      }
    });
  }

  async clear(syncId: string, object?: string): Promise<void> {
    const all = this.#db.deleteFrom('rejected_records').where('sync_id', '=', syncId);
    await (object === undefined ? all : all.where('object', '=', object)).execute();
  }
}

/** The same text for the same key, whatever the order of its columns. */
function canonicalKey(key: RejectedRecord['key']): string {
  const entries = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}
