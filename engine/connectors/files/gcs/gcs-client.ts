import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import type { ServiceAccountTokens } from '../../../families/google/service-account-tokens.ts';
import { isTransient } from '../../../families/http/failures.ts';
import { backOff, defaultRetry, isRetriedStatus } from '../../../families/http/retry.ts';
import { watchedDispatcher } from '../../../families/http/watched-sockets.ts';
import { networkFailure } from '../../../families/object-store/store-failure.ts';
import { ConnectionError } from '../../../kit/errors.ts';

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly signal?: AbortSignal | undefined;
  /** Statuses that are answered rather than thrown, beside those of success. */
  readonly also?: readonly number[];
}

/** The service said no. */
export class GcsRefusal extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** Google Cloud Storage's JSON API (https://cloud.google.com/storage/docs/json_api): a service that is busy is asked again. */
export class GcsClient {
  readonly endpoint: URL;
  readonly #bucket: string;
  readonly #tokens: ServiceAccountTokens;
  readonly #dispatcher: Dispatcher;

  /** `silenceMs` is how long the service may be silent while it owes an answer. */
  constructor(endpoint: string, bucket: string, tokens: ServiceAccountTokens, silenceMs: number) {
    this.endpoint = new URL(endpoint);
    this.#dispatcher = watchedDispatcher({ limitMs: silenceMs, server: this.endpoint.host });
    this.#bucket = bucket;
    this.#tokens = tokens;
  }

  /** The address of the bucket's objects, or of one. */
  objects(key?: string, query: Readonly<Record<string, string>> = {}): URL {
    const object = key === undefined ? '' : `/${encodeURIComponent(key)}`;
    return this.#address(`storage/v1/b/${this.#bucket}/o${object}`, query);
  }

  /** Where objects are sent. */
  uploads(query: Readonly<Record<string, string>>): URL {
    return this.#address(`upload/storage/v1/b/${this.#bucket}/o`, query);
  }

  #address(path: string, query: Readonly<Record<string, string>>): URL {
    const url = new URL(`${this.endpoint.href.replace(/\/$/, '')}/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  /** Ends what is under way. */
  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  async ask(asked: Ask): Promise<Dispatcher.ResponseData> {
    for (let attempt = 0; ; attempt++) {
      const isLast = attempt + 1 === defaultRetry.attempts;
      try {
        const answer = await this.send(asked);
        const { statusCode } = answer;
        if (statusCode < 300 || asked.also?.includes(statusCode)) return answer;
        const refusal = await refusalOf(answer);
        if (isLast || !isRetriedStatus(statusCode)) throw refusal;
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
    if (error instanceof GcsRefusal || error instanceof ConnectionError) return error;
    return networkFailure(error, this.endpoint, { endpoint: 'endpoint' }) ?? error;
  }
}

async function refusalOf({ statusCode, body }: Dispatcher.ResponseData): Promise<GcsRefusal> {
  const text = await body.text();
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string; errors?: { reason?: string }[] } };
    return new GcsRefusal(statusCode, error?.errors?.[0]?.reason ?? '', error?.message ?? text.slice(0, 200));
  } catch {
    return new GcsRefusal(statusCode, '', text.slice(0, 200));
  }
}
