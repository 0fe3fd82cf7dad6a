import {
  type AccountUse,
  type Budgets,
  NEVER_USED,
  type Portion,
  takenFrom,
  withoutUnused,
} from '../../contract/budgets.ts';
import { pause, untilAborted } from '../../kit/abort.ts';
import { type Clock, systemClock } from '../../kit/clock.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { Semaphore } from '../../kit/mutex.ts';

/** What an account may ask in all, whatever connections ask for it. */
export interface QuotaLimits {
  readonly perSecond?: number | undefined;
  readonly perDay?: number | undefined;
  /** The part of the day's requests, between 0 and 1, that is ours to use. Absent: all. */
  readonly share?: number | undefined;
  readonly ownPerDay?: number | undefined;
  /** Requests of this process that are under way at a time. */
  readonly atOnce?: number | undefined;
}

/** A system that wants no request for longer than this is not waited for, in milliseconds. */
const LONGEST_WAIT_MS = 300_000;

/**
 * The requests of one account: no more than the limits allow, and none while the system wants to be left alone. The budget is
 * that of all processes which share it: requests are taken from it in portions. A portion that was not used in time, because the
 * process slept or was slow, is not used later, when the time is another's.
 */
export class Quota {
  readonly #account: string;
  readonly #limits: QuotaLimits;
  readonly #budgets: Budgets;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #turns: Semaphore | undefined;
  #portion: Portion | undefined;
  /** Requests of the portion that were given out or whose time went by, and those that were given out. */
  #passed = 0;
  #given = 0;
  #taking: Promise<void> | undefined;
  #heldUntil = 0;
  #told: number | undefined;

  constructor(
    account: string,
    limits: QuotaLimits,
    budgets: Budgets = new ProcessBudgets(),
    clock: Pick<Clock, 'now'> = systemClock,
  ) {
    this.#account = account;
    this.#limits = limits;
    this.#budgets = budgets;
    this.#clock = clock;
    this.#turns = limits.atOnce === undefined ? undefined : new Semaphore(limits.atOnce);
  }

  /** Carries out a request, tries and waits included, as one of those that may be under way at a time. */
  async run<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    const release = await this.#turns?.acquire(signal);
    try {
      return await request();
    } finally {
      release?.();
    }
  }

  /** Waits until the next try of a request may be sent. Throws a ConnectionError where that is too far away. */
  async turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      const { at, until } = await this.#next(signal);
      const when = Math.max(at, this.#heldUntil);
      const wait = when - this.#clock.now();
      if (wait > LONGEST_WAIT_MS) throw leftAlone(when);
      if (wait > 0) await pause(wait, signal);
      // Meanwhile the process may have slept, or the system may have said that it wants to be left alone.
      const now = this.#clock.now();
      if (now >= this.#heldUntil && now <= until) return;
    }
  }

  /** The system wants no request for a while, in milliseconds: the whole account waits, in every process. */
  async hold(ms: number): Promise<void> {
    const until = this.#clock.now() + ms;
    if (until <= this.#heldUntil) return;
    this.#heldUntil = until;
    await this.#budgets.hold(this.#account, until);
  }

  /** The system says how many requests the account may send in a day. */
  async tell(perDay: number): Promise<void> {
    if (perDay === this.#told) return;
    this.#told = perDay;
    // What was taken before the number was known does not count.
    this.#portion = undefined;
    await this.#budgets.tell(this.#account, perDay);
  }

  /** Gives back what was taken and is not needed. Other users of the quota take again. */
  async rest(): Promise<void> {
    await this.#taking?.catch(() => undefined);
    const unused = this.#unused();
    this.#portion = undefined;
    if (unused && unused.count > 0) await this.#budgets.giveBack(this.#account, unused);
  }

  /** When the next request may be sent, and until when, by the portion at hand or by the next one. */
  async #next(signal: AbortSignal): Promise<{ readonly at: number; readonly until: number }> {
    for (;;) {
      const now = this.#clock.now();
      const portion = this.#portion;
      if (portion && now < portion.until) {
        const { count, from, every, until } = portion;
        // Requests whose time went by are not sent later: those that come now would come all at once.
        const gone = every < 1 ? 0 : Math.floor((now - from) / every);
        const nth = Math.max(this.#passed, gone);
        if (nth < count) {
          this.#passed = nth + 1;
          this.#given++;
          return { at: from + nth * every, until };
        }
      }
      this.#taking ??= this.#take().finally(() => {
        this.#taking = undefined;
      });
      await untilAborted(this.#taking, signal);
    }
  }

  async #take(): Promise<void> {
    const { perSecond, perDay, share, ownPerDay } = this.#limits;
    const unused = this.#unused();
    this.#portion = undefined;
    const portion = await this.#budgets.take(this.#account, { perSecond, perDay, share, ownPerDay }, unused);
    if (portion.count === 0)
      throw new ConnectionError(
        'http',
        `the ${portion.perDay} requests that the account may make in a day are used up`,
        { hint: 'Run again tomorrow (UTC): what was done is kept.' },
      );
    this.#portion = portion;
    [this.#passed, this.#given] = [0, 0];
  }

  #unused() {
    const portion = this.#portion;
    if (!portion || portion.perDay === undefined) return undefined;
    return { count: portion.count - this.#given, day: portion.day };
  }
}

function leftAlone(until: number): ConnectionError {
  return new ConnectionError(
    'http',
    `the system wants no request of the account before ${new Date(until).toISOString()}`,
    { hint: 'Run again then: what was done is kept.' },
  );
}

/** The budgets of a process that shares none. */
export class ProcessBudgets implements Budgets {
  readonly #accounts = new Map<string, AccountUse>();
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'> = systemClock) {
    this.#clock = clock;
  }

  async take(...[account, limits, unused]: Parameters<Budgets['take']>): Promise<Portion> {
    const { portion, use } = takenFrom(this.#of(account), limits, unused, this.#clock.now());
    this.#accounts.set(account, use);
    return portion;
  }

  async giveBack(...[account, unused]: Parameters<Budgets['giveBack']>): Promise<void> {
    this.#accounts.set(account, withoutUnused(this.#of(account), unused, this.#clock.now()));
  }

  async hold(account: string, until: number): Promise<void> {
    const use = this.#of(account);
    this.#accounts.set(account, { ...use, held: Math.max(use.held, until) });
  }

  async tell(account: string, perDay: number): Promise<void> {
    this.#accounts.set(account, { ...this.#of(account), told: perDay });
  }

  #of(account: string): AccountUse {
    return this.#accounts.get(account) ?? NEVER_USED;
  }
}

const ownBudgets = new ProcessBudgets();
const quotas = new WeakMap<Budgets, Map<string, Quota>>();

/** The quota of an account: one for all connections of the process that have the same account, limits and budgets. */
export function sharedQuota(account: string, limits: QuotaLimits, budgets: Budgets = ownBudgets): Quota {
  const key = JSON.stringify([account, limits.perSecond, limits.perDay, limits.share, limits.atOnce]);
  const known = quotas.get(budgets) ?? new Map<string, Quota>();
  quotas.set(budgets, known);
  const found = known.get(key) ?? new Quota(account, limits, budgets);
  known.set(key, found);
  return found;
}
