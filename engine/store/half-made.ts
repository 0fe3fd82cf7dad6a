import type { Kysely } from 'kysely';
import type { Clock } from '../kit/clock.ts';
import { isHeld, leaseDuration } from './leases.ts';
import { isAlive, thisProcess } from './process-identity.ts';
import type { HalfMadeRecords } from './store.ts';
import type { Tables } from './tables.ts';
import { withoutWaiting } from './without-waiting.ts';

/** How long a maker has whose process cannot be looked at, as long as it runs nothing, in milliseconds. */
const PATIENCE_MS = 2 * leaseDuration;

export class HalfMadeRepository implements HalfMadeRecords {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async left(): Promise<readonly string[]> {
    const rows = await this.#db.selectFrom('half_made').selectAll().orderBy('made_at').execute();
    const left: string[] = [];
    for (const row of rows) if (await this.#isLeft(row)) left.push(row.id);
    return left;
  }

  async add(id: string): Promise<void> {
    const { pid, hostname, machine, processStarted } = thisProcess();
    const row = { pid, hostname, machine, process_started: processStarted, made_at: this.#clock.now() };
    await this.#db
      .insertInto('half_made')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }

  /** Not in a transaction. A note that a power cut brings back goes when a state names the definition. */
  async settle(id: string): Promise<void> {
    await withoutWaiting(this.#db, async (db) => {
      await db.deleteFrom('half_made').where('id', '=', id).execute();
    });
  }

  /** A process of another machine cannot be looked at; while it runs what it made, it renews a lease on it. */
  async #isLeft(row: Tables['half_made']): Promise<boolean> {
    const alive = isAlive({
      pid: row.pid,
      hostname: row.hostname,
      machine: row.machine,
      processStarted: row.process_started,
    });
    if (alive !== undefined) return !alive;
    const now = this.#clock.now();
    if (now - row.made_at < PATIENCE_MS) return false;
    const lease = await this.#db
      .selectFrom('leases')
      .selectAll()
      .where('resource', '=', row.id)
      .executeTakeFirst();
    return lease === undefined || !isHeld(lease, now);
  }
}
