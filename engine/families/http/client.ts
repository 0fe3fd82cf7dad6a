import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';
import type { SecretExchange } from '../../contract/contract.ts';
import { canceled, pause } from '../../kit/abort.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { heard } from '../../kit/heard.ts';
import { Redactor } from '../../kit/redactor.ts';
import { guardedConnector } from './address-guard.ts';
import { readWhole } from './body.ts';
import { type DecodedText, decodeText } from './charset.ts';
import type { AuthConfig, NamedValue } from './config.ts';
import { Credentials } from './credentials.ts';
import { isBeforeRequest, isTransient, requestError, shownUrl } from './failures.ts';
import {
  askedWait,
  backOff,
  defaultRetry,
  isRetriedStatus,
  type RetryPolicy,
  type WaitHeader,
} from './retry.ts';

const MOST_REDIRECTS = 5;
/** Statuses of a request of which nothing was done: too early, too many, not available. */
const UNTOUCHED: ReadonlySet<number> = new Set([425, 429, 503]);
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const CONNECT_LIMIT_MS = 10_000;
const SILENCE_LIMIT_MS = 60_000;
/** The largest answer that is read as a whole, in bytes. */
const LARGEST_TEXT = 128 * 1024 * 1024;

export interface HttpClientOptions {
  /** The connection's address. Its headers and credentials go to this origin only. */
  readonly url: URL;
  readonly headers?: readonly NamedValue[] | undefined;
  readonly auth?: AuthConfig | undefined;
  readonly allowPrivateAddresses: boolean;
  readonly retry?: RetryPolicy;
  /** How long one try may take until its whole answer is there, in milliseconds. A stream may last longer. */
  readonly timeoutMs?: number;
  /** How a refresh token is exchanged that its server replaces with each use. Absent: it is kept as long as the client is. */
  readonly exchangeSecret?: SecretExchange | undefined;
  /** What paces tries of requests to the connection's own origin. */
  readonly pace?: Pace | undefined;
  /** Headers beside Retry-After that say how long to wait. */
  readonly waitHeaders?: readonly WaitHeader[] | undefined;
  /** Told of every try that is made again. */
  readonly log?: (message: string) => void;
}

/** What all requests of an account keep to. */
export interface Pace {
  /** Waits until the next try may be sent. */
  turn(signal: AbortSignal): Promise<void>;
  /** The server wants no request for a while, in milliseconds. */
  hold(ms: number): Promise<void>;
}

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  /** Headers of this request, recreated for each try. They go to the connection's own origin only. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** Headers that go wherever the request is redirected to: they hold no secret. */
  readonly conditions?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Not tried again where the other side may have done already what is asked. */
  readonly notTwice?: boolean;
  /** Not tried again: for a test that a person waits for. */
  readonly once?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Where it came from, redirects followed. */
  readonly url: URL;
}

/** An answer whose body must be read or destroyed; it is encoded as its headers say. */
export interface HttpStream extends HttpAnswer {
  readonly body: Readable;
}

export interface HttpText extends HttpAnswer, DecodedText {}

/**
 * Talks HTTP for one connection. Every address is checked as it is connected to (see address-guard.ts), redirects are
 * followed and checked again, credentials go to the connection's own origin only. A server in trouble (429, 5xx) or a
 * line that breaks is tried again, later each time, or when Retry-After says; other statuses are the caller's. Errors
 * hold no secret.
 */
export class HttpClient implements AsyncDisposable {
  readonly #options: HttpClientOptions;
  readonly #retry: RetryPolicy;
  readonly #agent: Agent;
  readonly #redactor = new Redactor();
  readonly #credentials: Credentials;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#retry = options.retry ?? defaultRetry;
    this.#agent = new Agent({
      connect: guardedConnector(
        options.allowPrivateAddresses ? 'public and private' : 'public',
        CONNECT_LIMIT_MS,
      ),
      headersTimeout: options.timeoutMs ?? SILENCE_LIMIT_MS,
      bodyTimeout: options.timeoutMs ?? SILENCE_LIMIT_MS,
    });
    this.#credentials = new Credentials(
      options.headers ?? [],
      options.auth ?? {},
      this.#agent,
      (secret) => this.#redactor.learn(secret),
      options.exchangeSecret,
    );
  }

  /** Sends a request and answers as soon as the headers are there. */
  send(what: HttpRequest, signal: AbortSignal): Promise<HttpStream> {
    return this.#tried(what, signal, undefined, async (answer) => answer);
  }

  /** Sends a request and reads its answer, decoded by its charset; an answer that breaks off is asked for again. */
  text(what: HttpRequest, signal: AbortSignal): Promise<HttpText> {
    const { timeoutMs } = this.#options;
    return this.#tried(what, signal, timeoutMs, async ({ body, status, headers, url }, inTime) => ({
      status,
      headers,
      url,
      ...decodeText(
        await readWhole(body, headers['content-encoding'], LARGEST_TEXT, inTime),
        headers['content-type'],
      ),
    }));
  }

  /** What a server said, for people: short, on one line, with every secret of the connection masked. */
  excerpt(text: string): string {
    const line = this.#redactor.mask(text).replaceAll(/\s+/g, ' ').trim();
    return line.length > 300 ? `${line.slice(0, 300)}…` : line;
  }

  async #tried<T>(
    what: HttpRequest,
    signal: AbortSignal,
    timeoutMs: number | undefined,
    read: (answer: HttpStream, inTime: AbortSignal) => Promise<T>,
  ): Promise<T> {
    let renewed = false;
    for (let attempt = 0; ; attempt++) {
      const last = what.once === true || attempt + 1 >= this.#retry.attempts;
      try {
        if (what.url.origin === this.#options.url.origin) await this.#options.pace?.turn(signal);
        const inTime =
          timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        const answer = await this.#followed(what, inTime);
        await this.#heed(answer);
        if (answer.status === 401 && !renewed && this.#credentials.renew()) {
          renewed = true;
          attempt--;
          discard(answer.body);
          continue;
        }
        const isUnsure = what.notTwice === true && !UNTOUCHED.has(answer.status);
        const wait = last || isUnsure ? undefined : this.#waitAfter(answer, attempt);
        if (wait === undefined) return await read(answer, inTime);
        discard(answer.body);
        await this.#again(`${shownUrl(answer.url)} answered ${answer.status}`, wait, signal);
      } catch (error) {
        if (signal.aborted) throw canceled(signal);
        const mayBeTwice = what.notTwice === true && !isBeforeRequest(error);
        if (last || mayBeTwice || !isTransient(error))
          throw this.#redactor.maskError(requestError(error, what.url));
        await this.#again(requestError(error, what.url).message, backOff(attempt, this.#retry), signal);
      }
    }
  }

  /** How long to wait before the next try, or undefined where this answer is the one. */
  #waitAfter({ status, headers }: HttpAnswer, attempt: number): number | undefined {
    if (!isRetriedStatus(status)) return undefined;
    const asked = askedWait(headers, this.#options.waitHeaders, Date.now());
    if (asked === undefined) return backOff(attempt, this.#retry);
    if (asked > this.#retry.longestAskedMs) return undefined;
    // A server in trouble that asks for no wait at all would get every try within milliseconds.
    return Math.max(asked, backOff(attempt, this.#retry));
  }

  /** A server that is busy is left alone by everything that asks it for the same account. */
  async #heed({ status, headers, url }: HttpAnswer): Promise<void> {
    if (status !== 429 || url.origin !== this.#options.url.origin) return;
    const asked = askedWait(headers, this.#options.waitHeaders, Date.now());
    if (asked !== undefined && asked > 0) await this.#options.pace?.hold(asked);
  }

  async #again(why: string, wait: number, signal: AbortSignal): Promise<void> {
    const seconds = (wait / 1000).toFixed(1);
    this.#options.log?.(this.#redactor.mask(`${why}; trying again in ${seconds} s`));
    await pause(wait, signal);
  }

  async #followed(what: HttpRequest, signal: AbortSignal): Promise<HttpStream> {
    let { url } = what;
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#once(what, url, signal);
      if (!REDIRECTS.has(answer.status)) return answer;
      discard(answer.body);
      if (redirects === MOST_REDIRECTS)
        throw new ConnectionError(
          'http',
          `${shownUrl(what.url)} redirects more than ${MOST_REDIRECTS} times`,
        );
      url = redirectTarget(answer, url, what.method);
    }
  }

  async #once(what: HttpRequest, to: URL, signal: AbortSignal): Promise<HttpStream> {
    const url = new URL(to);
    const headers: Record<string, string> = {
      'user-agent': 'syncform',
      'accept-encoding': 'gzip, deflate, br',
      accept: '*/*',
      ...what.conditions,
    };
    if (url.origin === this.#options.url.origin) {
      await this.#credentials.apply(url, headers, signal);
      for (const [name, value] of Object.entries(what.headers?.() ?? {})) headers[name.toLowerCase()] = value;
    }
    const options: Omit<Dispatcher.RequestOptions, 'origin' | 'path'> = {
      method: what.method,
      headers,
      signal,
      ...(what.body === undefined ? {} : { body: what.body }),
    };
    const answer = await request(url, { ...options, dispatcher: this.#agent });
    return { status: answer.statusCode, headers: answer.headers, url: to, body: heard(answer.body) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }
}

/** Where a redirect leads. A request with a body is repeated elsewhere only where the server means that, and at its own origin. */
function redirectTarget({ status, headers }: HttpAnswer, from: URL, method: HttpRequest['method']): URL {
  const { location } = headers;
  const wrong = (why: string, hint?: string) =>
    new ConnectionError('http', `${shownUrl(from)} ${why}`, hint === undefined ? {} : { hint });
  if (typeof location !== 'string') throw wrong('redirects to nowhere');
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (!to || !/^https?:$/.test(to.protocol)) throw wrong('redirects to what is not a web address');
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw wrong(`redirects from https to ${shownUrl(to)}, where everything could be read on the way`);
  if (
    method !== 'GET' &&
    method !== 'HEAD' &&
    ((status !== 307 && status !== 308) || to.origin !== from.origin)
  )
    throw wrong(
      `redirects what is sent to it to ${shownUrl(to)} (${status})`,
      'Set that address as the url, if it is meant.',
    );
  return to;
}

/** Lets go of a body that nobody reads. */
function discard(body: Readable): void {
  body.destroy();
}
