/** How often and how long a request is tried again. Times in milliseconds. */
export interface RetryPolicy {
  /** Tries in all. */
  readonly attempts: number;
  /** The wait after the first try, at most; it doubles with each. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** A server that asks for a longer wait is not waited for. */
  readonly longestAskedMs: number;
}

export const defaultRetry: RetryPolicy = {
  attempts: 6,
  firstWaitMs: 500,
  longestWaitMs: 30_000,
  longestAskedMs: 300_000,
};

/** Statuses that may be another with the next try: too early, too many requests, and a server in trouble. */
const RETRIED: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export function isRetriedStatus(status: number): boolean {
  return RETRIED.has(status);
}

/** The wait after the n-th try (from 0): exponential, of which half is random, so that many clients do not come back together. */
export function backOff(attempt: number, policy: RetryPolicy, random: () => number = Math.random): number {
  const most = Math.min(policy.longestWaitMs, policy.firstWaitMs * 2 ** attempt);
  return most / 2 + (most / 2) * random();
}

/** What a Retry-After header asks for (RFC 9110, 10.2.3: seconds, or a date), in milliseconds from now; undefined where it says nothing. */
export function retryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A header that says when to come again: in so many seconds, or at a time since 1970. */
export interface WaitHeader {
  readonly name: string;
  readonly as: 'seconds' | 'unix' | 'unix_ms';
}

/** How long an answer asks to wait, in milliseconds from now; undefined where it says nothing. */
export function askedWait(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  others: readonly WaitHeader[] = [],
  now: number,
): number | undefined {
  const asked = retryAfter(headers['retry-after'], now);
  if (asked !== undefined) return asked;
  for (const { name, as } of others) {
    const given = headers[name.toLowerCase()];
    const text = (Array.isArray(given) ? given[0] : given)?.trim();
    if (!text || !/^\d+(\.\d+)?$/.test(text)) continue;
    const value = Number(text);
    if (as === 'seconds') return value * 1000;
    return Math.max(0, (as === 'unix' ? value * 1000 : value) - now);
  }
  return undefined;
}
