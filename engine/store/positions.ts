import type { Kysely } from 'kysely';
import { z } from 'zod';
import { type Clock, timestamp } from '../kit/clock.ts';
import { SyncformError } from '../kit/errors.ts';
import { asInserted, inParts } from './many-rows.ts';
import type { Cursor, Position, Positions } from './store.ts';
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

  async list(syncId: string, objects?: readonly string[]): Promise<readonly Position[]> {
    let query = this.#db.selectFrom('positions').selectAll().where('sync_id', '=', syncId).orderBy('object');
    if (objects) query = query.where('object', 'in', objects);
    const rows = await query.execute();
    return rows.map(positionOf);
  }

  async set(...positions: readonly Omit<Position, 'updated_at'>[]): Promise<void> {
    const rows = positions.map((position) => ({
      ...position,
      cursor: position.cursor === null ? null : JSON.stringify(position.cursor),
      updated_at: timestamp(this.#clock),
    }));
    for (const some of inParts(rows))
      await this.#db
        .insertInto('positions')
        .values(some)
        .onConflict((conflict) => conflict.columns(['sync_id', 'object']).doUpdateSet(asInserted(some)))
        .execute();
  }

  async clear(syncId: string, object?: string): Promise<void> {
    const all = this.#db.deleteFrom('positions').where('sync_id', '=', syncId);
    await (object === undefined ? all : all.where('object', '=', object)).execute();
  }
}

function positionOf(row: Tables['positions']): Position {
  return { ...row, cursor: row.cursor === null ? null : parseCursor(row) };
}

const json = z.record(z.string(), z.json());
const cursor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('read'), position: z.looseObject({ kind: z.string() }) }),
  z.strictObject({ kind: z.literal('followed'), handover: z.string(), position: z.string() }),
  z.strictObject({ kind: z.literal('stream'), state: json }),
  z.strictObject({ kind: z.literal('pending'), ledger: json }),
  z.strictObject({ kind: z.literal('writes'), batch: json }),
]);

/** Throws where the text is not what a position can be: it is better not to go on than to go on from elsewhere. */
function parseCursor({ cursor: text, object, sync_id }: Tables['positions']): Cursor {
  const parsed = cursor.safeParse(JSON.parse(text ?? 'null'));
  if (parsed.success) return parsed.data as Cursor;
  throw new SyncformError('failed', `the stored position of ${object} of sync ${sync_id} is damaged`, {
    hint: 'Run it with --resync: it then starts over.',
  });
}
