import { ConnectionError } from '../../kit/errors.ts';
import { Semaphore } from '../../kit/mutex.ts';
import { Pacer } from './pacer.ts';

/** What an account may ask in all, whatever connections ask for it. */
export interface QuotaLimits {
  readonly perSecond?: number | undefined;
  readonly perDay?: number | undefined;
  /** Requests that are under way at a time. */
  readonly atOnce?: number | undefined;
}

const DAY_MS = 86_400_000;

/** The requests of one account: no more than the limits allow. */
export class Quota {
  readonly #pacer = new Pacer();
  readonly #turns: Semaphore | undefined;
  readonly #limits: QuotaLimits;
  readonly #now: () => number;
  #day = 0;
  #ofDay = 0;

  constructor(limits: QuotaLimits, now: () => number = Date.now) {
    this.#limits = limits;
    this.#turns = limits.atOnce === undefined ? undefined : new Semaphore(limits.atOnce);
    this.#now = now;
  }

  /** Waits for the turn of a request and makes it. Throws a ConnectionError where the day's requests are used up. */
  async run<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    const release = await this.#turns?.acquire(signal);
    try {
      this.#count();
      await this.#pacer.turn(this.#limits.perSecond, signal);
      return await request();
    } finally {
      release?.();
    }
  }

  #count(): void {
    const { perDay } = this.#limits;
    if (perDay === undefined) return;
    const day = Math.floor(this.#now() / DAY_MS);
    if (day !== this.#day) this.#ofDay = 0;
    this.#day = day;
    if (this.#ofDay >= perDay)
      throw new ConnectionError(
        'http',
        `the ${perDay} requests that the account may make in a day are used up`,
        {
          hint: 'Run again tomorrow (UTC): what was done is kept.',
        },
      );
    this.#ofDay++;
  }
}

const accounts = new Map<string, Quota>();

/** The quota of an account: one for all connections of the process that have the same key and the same limits. */
export function sharedQuota(account: string, limits: QuotaLimits): Quota {
  const key = JSON.stringify([account, limits.perSecond, limits.perDay, limits.atOnce]);
  const found = accounts.get(key) ?? new Quota(limits);
  accounts.set(key, found);
  return found;
}
