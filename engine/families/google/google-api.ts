import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { ConnectionError } from '../../kit/errors.ts';
import { isTransient } from '../http/failures.ts';
import { networkFailure } from '../http/network-failure.ts';
import { backOff, defaultRetry, isRetriedStatus } from '../http/retry.ts';
import { watchedDispatcher } from '../http/watched-sockets.ts';

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly signal?: AbortSignal | undefined;
  /** Statuses that are answered rather than thrown, beside those of success. */
  readonly also?: readonly number[];
}

/** What gives tokens out for requests. */
export interface AccessTokens {
  token(): Promise<string>;
}

/** The service said no. */
export class GoogleRefusal extends Error {
  readonly status: number;
  /** Google's word for it: `notFound`, `rateLimitExceeded`. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** Reasons of a 403 that is gone after a while (https://cloud.google.com/bigquery/docs/error-messages). */
const RETRIED_REASONS: ReadonlySet<string> = new Set(['rateLimitExceeded', 'userRateLimitExceeded']);

/** A JSON API of Google's: a service that is busy is asked again, later each time. */
export class GoogleApi {
  readonly endpoint: URL;
  readonly #tokens: AccessTokens;
  readonly #dispatcher: Dispatcher;
  readonly #setting: string;

  /**
   * `silenceMs` is how long the service may be silent while it owes an answer; `setting` what a network error tells people to
   * check.
   */
  constructor(endpoint: string, tokens: AccessTokens, silenceMs: number, setting = 'endpoint') {
    this.endpoint = new URL(endpoint);
    this.#dispatcher = watchedDispatcher({ limitMs: silenceMs, server: this.endpoint.host });
    this.#tokens = tokens;
    this.#setting = setting;
  }

  /** An address of the service. */
  address(path: string, query: Readonly<Record<string, string>> = {}): URL {
    const url = new URL(`${this.endpoint.href.replace(/\/$/, '')}/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  /** Ends what is under way. */
  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  /** Throws a GoogleRefusal where the service says no, and a ConnectionError where it cannot be reached. */
  async ask(asked: Ask): Promise<Dispatcher.ResponseData> {
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt + 1 === defaultRetry.attempts;
      try {
        const answer = await this.send(asked);
        const { statusCode } = answer;
        if (statusCode < 300 || asked.also?.includes(statusCode)) return answer;
        const refusal = await refusalOf(answer);
        if (isLast || !(isRetriedStatus(statusCode) || RETRIED_REASONS.has(refusal.reason))) throw refusal;
      } catch (error) {
        if (asked.signal?.aborted || isLast || !isTransient(error)) throw this.#explained(error);
      }
      await sleep(backOff(attempt, defaultRetry), undefined, asked.signal ? { signal: asked.signal } : {});
    }
  }

  /** Asks once. */
  async send({ method, url, headers, body, signal }: Ask): Promise<Dispatcher.ResponseData> {
    const authorization = `Bearer ${await this.#tokens.token()}`;
    return request(url, {
      dispatcher: this.#dispatcher,
      method,
      headers: { ...headers, authorization },
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    });
  }

  #explained(error: unknown): unknown {
    if (error instanceof GoogleRefusal || error instanceof ConnectionError) return error;
    return networkFailure(error, this.endpoint, { endpoint: this.#setting }) ?? error;
  }
}

async function refusalOf({ statusCode, body }: Dispatcher.ResponseData): Promise<GoogleRefusal> {
  const text = await body.text();
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; errors?: { reason?: string }[] } };
    return new GoogleRefusal(
      statusCode,
      error?.errors?.[0]?.reason ?? '',
      error?.message ?? text.slice(0, 200),
    );
  } catch {
    return new GoogleRefusal(statusCode, '', text.slice(0, 200));
  }
}
