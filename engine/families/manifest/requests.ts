import { pause } from '../../kit/abort.ts';
import { ConnectionError } from '../../kit/errors.ts';
import type { HttpClient, HttpRequest, HttpText } from '../http/client.ts';
import { shownUrl } from '../http/failures.ts';
import type { Quota } from '../http/quota.ts';
import { backOff, defaultRetry } from '../http/retry.ts';
import { type ExactJson, parseExactly, scalarText, valueAt } from './json.ts';
import type { ErrorRule } from './stream.ts';

/** An answer, its JSON or why it is none, and the rule that says what becomes of it. */
export interface RuledAnswer {
  readonly answer: HttpText;
  readonly document: ExactJson | Error;
  readonly rule: ErrorRule | undefined;
}

/** Sends an API's requests at the pace that it allows, and again where a rule says so: for reading and writing alike. */
export class ApiRequests {
  readonly http: HttpClient;
  readonly #quota: Quota;
  readonly #rules: readonly ErrorRule[];

  constructor(http: HttpClient, quota: Quota, rules: readonly ErrorRule[]) {
    this.http = http;
    this.#quota = quota;
    this.#rules = rules;
  }

  /** Sends a request until there is an answer that no rule wants another for. With `once` it is tried a single time. */
  async send(what: HttpRequest, signal: AbortSignal): Promise<RuledAnswer> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#quota.run(signal, () => this.http.text(what, signal));
      const document = parsed(answer);
      const rule = this.#rules.find((one) => holds(one, answer.status, document));
      if (rule?.do !== 'retry' || what.once || attempt + 1 >= defaultRetry.attempts)
        return { answer, document, rule };
      await pause(backOff(attempt, defaultRetry), signal);
    }
  }

  /** What a rule says of an answer, as an error. */
  fault({ at, message }: ErrorRule, { status, url }: HttpText, document: ExactJson | Error): ConnectionError {
    const said = at === undefined ? undefined : valueAt(document, at);
    const words = typeof said === 'string' ? `: ${this.http.excerpt(said)}` : '';
    return new ConnectionError('http', `${shownUrl(url)} answered ${status}${words}`, {
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
