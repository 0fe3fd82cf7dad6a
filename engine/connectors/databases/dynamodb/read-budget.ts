import type { Quota } from '../../../families/http/quota.ts';

/**
 * The read capacity that may be taken of a table. What a page costs is known once it has come: it is paid for before the next one
 * is asked for, so that on average no more is taken than the quota allows, whichever process reads.
 */
export class ReadBudget {
  readonly #quota: Quota | undefined;
  #owed = 0;

  /** @param quota Of capacity units; undefined: no limit. */
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

  /** Notes what an answer says that it cost, in read capacity units. */
  spend(units: number | undefined): void {
    if (this.#quota) this.#owed += units ?? 0;
  }
}
