import type { Kysely } from 'kysely';
import { type Clock, timestamp } from '../kit/clock.ts';
import { isAlive, thisProcess } from './process-identity.ts';
import type { LeaseRow, Tables } from './tables.ts';

/** How long a lease holds without a heartbeat where its holder's process cannot be looked at, in ms. */
export const leaseDuration = 30_000;

/** A lease that this process holds. The token is larger than that of any earlier holder of the same resource. */
export interface Lease {
  readonly resource: string;
  readonly holder: string;
  readonly token: number;
}

/** Who holds a lease that is asked for. */
export interface LeaseHolder {
  readonly pid: number;
  readonly hostname: string;
  readonly acquired_at: string;
  readonly execution_id: string | null;
}

export type Acquisition =
  /** `orphan`: the execution that the last holder left behind when it died. */
  { readonly lease: Lease; readonly orphan: string | null } | { readonly heldBy: LeaseHolder };

/** The leases held in this process, whichever store they are of: a pid alone does not tell its runners apart. */
const heldHere = new Set<string>();

/** Whether the holder of a lease may still be at work. */
export function isHeld(row: LeaseRow, now: number): boolean {
  if (row.holder === null) return false;
  const alive = isAlive({
    pid: row.pid,
    hostname: row.hostname,
    machine: row.machine,
    processStarted: row.process_started,
  });
  if (alive === undefined) return now < row.expires_at;
  return alive && (row.pid !== process.pid || heldHere.has(row.holder));
}

/** Leases on syncs: at most one holder over all processes, and a dead one is found out. */
export class Leases {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  constructor(db: Kysely<Tables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Who holds it now, if anybody. */
  async heldBy(resource: string): Promise<LeaseHolder | null> {
    const row = await this.#row(resource);
    return row && isHeld(row, this.#clock.now()) ? row : null;
  }

  /** Takes it if nobody alive holds it. Only within a transaction. */
  async acquire(resource: string, holder: string, executionId: string | null): Promise<Acquisition> {
    const row = await this.#row(resource);
    if (row && isHeld(row, this.#clock.now())) return { heldBy: row };
    const { pid, hostname, machine, processStarted } = thisProcess();
    const token = (row?.token ?? 0) + 1;
    const taken = {
      token,
      holder,
      execution_id: executionId,
      pid,
      hostname,
      machine,
      process_started: processStarted,
      acquired_at: timestamp(this.#clock),
      expires_at: this.#clock.now() + leaseDuration,
    };
    await this.#db
      .insertInto('leases')
      .values({ resource, ...taken })
      .onConflict((conflict) => conflict.column('resource').doUpdateSet(taken))
      .execute();
    heldHere.add(holder);
    return { lease: { resource, holder, token }, orphan: row?.holder ? row.execution_id : null };
  }

  /** Whether nobody has taken it over. */
  async stillHeld(lease: Lease): Promise<boolean> {
    const row = await this.#row(lease.resource);
    return row?.holder === lease.holder && row.token === lease.token;
  }

  /** Puts the expiry off. False when it was lost to another holder. */
  async renew(lease: Lease): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('leases')
      .set({ expires_at: this.#clock.now() + leaseDuration })
      .where('resource', '=', lease.resource)
      .where('token', '=', lease.token)
      .where('holder', '=', lease.holder)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Lets it go, if it was not lost. */
  async release(lease: Lease): Promise<void> {
    await this.#db
      .updateTable('leases')
      .set({ holder: null, execution_id: null })
      .where('resource', '=', lease.resource)
      .where('token', '=', lease.token)
      .execute();
  }

  /** Says that this process is through with a lease, even if the store could not be told: others may take it over. */
  forget(holder: string): void {
    heldHere.delete(holder);
  }

  async #row(resource: string): Promise<LeaseRow | undefined> {
    return this.#db.selectFrom('leases').selectAll().where('resource', '=', resource).executeTakeFirst();
  }
}
