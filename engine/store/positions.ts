import type { Kysely } from 'kysely';
import { type Clock, timestamp } from '../kit/clock.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Position, Positions } from './store.ts';
import type { Tables } from './tables.ts';

export class PositionRepository implements Positions {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async get(syncId: string, object: string): Promise<Position | null> {
    const row = await this.#db
      .selectFrom('positions')
      .selectAll()
      .where('sync_id', '=', syncId)
      .where('object', '=', object)
      .executeTakeFirst();
    return row ? positionOf(row) : null;
  }

  async list(syncId: string): Promise<readonly Position[]> {
    const rows = await this.#db
      .selectFrom('positions')
      .selectAll()
      .where('sync_id', '=', syncId)
      .orderBy('object')
      .execute();
    return rows.map(positionOf);
  }

  async set(position: Omit<Position, 'updated_at'>): Promise<void> {
    const row = {
      ...position,
      cursor: position.cursor === null ? null : JSON.stringify(position.cursor),
      updated_at: timestamp(this.#clock),
    };
    await this.#db
      .insertInto('positions')
      .values(row)
      .onConflict((conflict) => conflict.columns(['sync_id', 'object']).doUpdateSet(row))
      .execute();
  }

  async clear(syncId: string, object?: string): Promise<void> {
    const all = this.#db.deleteFrom('positions').where('sync_id', '=', syncId);
    await (object === undefined ? all : all.where('object', '=', object)).execute();
  }
}

function positionOf(row: Tables['positions']): Position {
  return { ...row, cursor: row.cursor === null ? null : (JSON.parse(row.cursor) as JsonObject) };
}
