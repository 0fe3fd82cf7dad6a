/*
 * What an account may ask of its system, and how requests of all processes that share the store keep within it. Requests are
 * taken in portions, so that the store is not written with each.
 */

/** What an account may ask in all, whichever connection or process asks. */
export interface BudgetLimits {
  readonly perSecond?: number | undefined;
  readonly perDay?: number | undefined;
  /** The part of a day's requests, between 0 and 1, that is ours to use. Absent: all. */
  readonly share?: number | undefined;
  /** What the user lets us send in a day, whatever the system allows. */
  readonly ownPerDay?: number | undefined;
}

/** Requests that may be sent: the first at `from`, each other `every` milliseconds after the one before, none from `until` on. */
export interface Portion {
  /** How many; none where the day's requests are used up. */
  readonly count: number;
  readonly from: number;
  readonly every: number;
  readonly until: number;
  /** The day, counted from 1970 in UTC, to whose requests they belong. */
  readonly day: number;
  /** The requests of that day that the account may send, where that is known. */
  readonly perDay?: number | undefined;
}

/** Requests of a portion that were not sent. */
export type Unused = Pick<Portion, 'count' | 'day'>;

/** What is known of an account. Times are in milliseconds since 1970. */
export interface AccountUse {
  readonly day: number;
  /** Requests of the day that were given out. */
  readonly used: number;
  /** When the next request may be sent. */
  readonly next: number;
  /** No request is sent before: the system said so. */
  readonly held: number;
  /** The requests of a day that the system itself says the account may send. */
  readonly told: number | null;
}

/** The budgets of accounts. An account is named by a text that may be made of secrets: what keeps it does not keep the text. */
export interface Budgets {
  /** Takes requests. What is left of a portion that was taken before goes back. */
  take(account: string, limits: BudgetLimits, unused?: Unused): Promise<Portion>;
  /** Gives back what is left of a portion. */
  giveBack(account: string, unused: Unused): Promise<void>;
  /** The system wants no request before this time, in milliseconds since 1970. */
  hold(account: string, until: number): Promise<void>;
  /** The system says how many requests the account may send in a day. */
  tell(account: string, perDay: number): Promise<void>;
}

export const NEVER_USED: AccountUse = { day: 0, used: 0, next: 0, held: 0, told: null };

const DAY_MS = 86_400_000;
/** How long a portion may be used, and so how late a process learns what another was told, in milliseconds. */
const PORTION_MS = 500;
/** The most requests of a day's limit in a portion: those of a process that is killed are lost for the day. */
const MOST_OF_DAY = 20;

/** The pure step of taking: a portion, and what is known of the account afterwards. */
export function takenFrom(
  use: AccountUse,
  { perSecond, perDay: stated, share = 1, ownPerDay }: BudgetLimits,
  unused: Unused | undefined,
  now: number,
): { readonly portion: Portion; readonly use: AccountUse } {
  const day = Math.floor(now / DAY_MS);
  const ofAll = use.told ?? stated;
  const shared = ofAll === undefined ? undefined : Math.floor(ofAll * share);
  const perDay = ownPerDay === undefined ? shared : Math.min(ownPerDay, shared ?? ownPerDay);
  const { used } = unused ? withoutUnused(use, unused, now) : withoutUnused(use, { count: 0, day }, now);
  const every = perSecond === undefined ? 0 : 1000 / perSecond;
  const from = Math.max(now, use.held, every === 0 ? 0 : use.next);
  const inTime = every === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(PORTION_MS / every));
  const ofDay = perDay === undefined ? Number.POSITIVE_INFINITY : Math.min(MOST_OF_DAY, perDay - used);
  const count = Math.max(0, Math.min(inTime, ofDay));
  const lasts = every === 0 ? PORTION_MS : count * every;
  return {
    portion: { count, from, every, until: from + Math.max(lasts, PORTION_MS), day, perDay },
    use: {
      ...use,
      day,
      used: perDay === undefined ? used : used + count,
      next: every === 0 || count === 0 ? use.next : from + lasts,
    },
  };
}

/** What is known of an account once requests of a portion have gone back: those of another day are of no use to this one. */
export function withoutUnused(use: AccountUse, unused: Unused, now: number): AccountUse {
  const day = Math.floor(now / DAY_MS);
  if (use.day !== day) return { ...use, day, used: 0 };
  return { ...use, used: unused.day === day ? Math.max(0, use.used - unused.count) : use.used };
}
