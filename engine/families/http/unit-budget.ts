import type { Quota } from './quota.ts';

/**
 * What may be taken of a capacity that is counted in units. What an answer costs is known once it has come: it is paid for before
 * the next one is asked for, so that on average no more is taken than the quota allows, whichever process reads.
 */
export class UnitBudget {
  readonly #quota: Quota | undefined;
  #owed = 0;

  /** @param quota Of units; undefined: no limit. */
  constructor(quota: Quota | undefined) {
    this.#quota = quota;
  }

  /** Waits until what was taken is paid for. */
  async ready(signal: AbortSignal): Promise<void> {
    while (this.#quota && this.#owed >= 1) {
      this.#owed--;
      await this.#quota.turn(signal);
    }
  }

  /** Notes what an answer says that it cost, in units. */
  spend(units: number | undefined): void {
    if (this.#quota) this.#owed += units ?? 0;
  }

  /** The system wants to be left alone for a while, in milliseconds: all processes that share the quota wait. */
  async hold(ms: number): Promise<void> {
    await this.#quota?.hold(ms);
  }
}
