import { pause } from '../../kit/abort.ts';
import { ConnectionError } from '../../kit/errors.ts';
import type { HttpClient, HttpRequest, HttpText } from '../http/client.ts';
import { shownUrl } from '../http/failures.ts';
import type { Quota } from '../http/quota.ts';
import { askedWait, backOff, defaultRetry } from '../http/retry.ts';
import { type ExactJson, parseExactly, scalarText, valueAt } from './json.ts';
import type { ErrorRule, System } from './stream.ts';

/** An answer, its JSON or why it is none, and the rule that says what becomes of it. */
export interface RuledAnswer {
  readonly answer: HttpText;
  readonly document: ExactJson | Error;
  readonly rule: ErrorRule | undefined;
}

/** What a system says of its limits in its answers. */
type Limits = Pick<System, 'wait_headers' | 'daily_limit' | 'cost_header' | 'requests_per_second'>;

/** Sends an API's requests at the pace that it allows, and again where a rule says so: for reading and writing alike. */
export class ApiRequests {
  readonly http: HttpClient;
  readonly #quota: Quota;
  readonly #rules: readonly ErrorRule[];
  readonly #system: Limits;

  constructor(http: HttpClient, quota: Quota, system: Limits & Pick<System, 'errors'>) {
    this.http = http;
    this.#quota = quota;
    this.#rules = system.errors;
    this.#system = system;
  }

  /** Sends a request until there is an answer that no rule wants another for. With `once` it is tried a single time. */
  async send(what: HttpRequest, signal: AbortSignal): Promise<RuledAnswer> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#quota.run(signal, () => this.http.text(what, signal));
      await this.#heed(answer);
      await this.#payFor(answer);
      const document = parsed(answer);
      const rule = this.#rules.find((one) => holds(one, answer.status, document));
      if (rule?.do !== 'retry' || what.once || attempt + 1 >= defaultRetry.attempts)
        return { answer, document, rule };
      const asked = askedWait(answer.headers, this.#system.wait_headers, Date.now());
      // Whoever is to come again later than anybody waits for is told so before the next try.
      if (asked !== undefined && asked > 0) await this.#quota.hold(asked);
      await pause(backOff(attempt, defaultRetry), signal);
    }
  }

  /** Some systems say with each answer how many requests the account may send in a day. */
  async #heed({ headers }: HttpText): Promise<void> {
    const { daily_limit } = this.#system;
    const said = daily_limit && headers[daily_limit.header.toLowerCase()];
    if (daily_limit === undefined || typeof said !== 'string') return;
    const perDay = Number(new RegExp(daily_limit.pattern).exec(said)?.[1]);
    if (Number.isSafeInteger(perDay) && perDay > 0) await this.#quota.tell(perDay);
  }

  /** A request that counts as several takes the time of them all from the account. */
  async #payFor({ headers }: HttpText): Promise<void> {
    const { cost_header, requests_per_second: pace } = this.#system;
    const cost = Number(cost_header === undefined ? undefined : headers[cost_header.toLowerCase()]);
    if (pace !== undefined && cost > 1 && Number.isFinite(cost))
      await this.#quota.hold(((cost - 1) / pace) * 1000);
  }

  /** What a rule says of an answer, as an error. */
  fault({ at, message }: ErrorRule, { status, url }: HttpText, document: ExactJson | Error): ConnectionError {
    const said = at === undefined ? undefined : valueAt(document, at);
    const words = typeof said === 'string' ? `: ${this.http.excerpt(said)}` : '';
    const part = status === 401 || status === 403 ? 'user or password' : 'http';
    return new ConnectionError(part, `${shownUrl(url)} answered ${status}${words}`, {
      ...(message === undefined ? {} : { hint: message }),
    });
  }
}

/** The JSON of an answer, or why it is none; an empty text is an empty list. */
function parsed({ text, fault }: HttpText): ExactJson | Error {
  if (fault !== undefined || text.trim() === '') return [];
  try {
    return parseExactly(text);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function holds({ status, at, matches }: ErrorRule, answered: number, document: ExactJson): boolean {
  if (status && !status.includes(answered)) return false;
  if (at === undefined) return status !== undefined;
  const found = document instanceof Error ? undefined : valueAt(document, at);
  if (found === undefined || found === null) return false;
  const text = scalarText(found) ?? JSON.stringify(found);
  return matches === undefined || new RegExp(matches).test(text);
}
