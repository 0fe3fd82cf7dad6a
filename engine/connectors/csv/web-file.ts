import { Agent, type Dispatcher, request } from 'undici';
import { ConnectionError } from '../../api/errors.ts';
import { canceled } from '../../movement/abort.ts';
import type { CsvConfig } from './config.ts';
import { requestError, shownUrl, statusError } from './failures.ts';
import { basicAuth, ClientCredentials } from './oauth.ts';

const MOST_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const CONNECT_LIMIT_MS = 10_000;
const SILENCE_LIMIT_MS = 60_000;

export interface WebAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Dispatcher.ResponseData['body'];
}

/** The file at a URL, asked for with everything that the connection says. */
export class WebFile {
  readonly url: URL;
  readonly #config: CsvConfig;
  readonly #agent = new Agent({
    connect: { timeout: CONNECT_LIMIT_MS },
    headersTimeout: SILENCE_LIMIT_MS,
    bodyTimeout: SILENCE_LIMIT_MS,
  });
  readonly #oauth: ClientCredentials | undefined;

  constructor(config: CsvConfig) {
    this.#config = config;
    this.url = new URL(config.url);
    for (const { name, value } of [...(config.parameters ?? []), ...(config.auth?.query ?? [])])
      this.url.searchParams.append(name, value);
    this.#oauth = config.auth?.oauth && new ClientCredentials(config.auth.oauth, this.#agent);
  }

  /**
   * Asks for the file and follows redirects. The connection's headers go to its own origin only: whoever it redirects
   * to does not get them. An answer that is neither a success nor 304 is an error; the body of any other must be read
   * or destroyed.
   */
  async ask(
    method: 'GET' | 'HEAD',
    extra: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<WebAnswer> {
    let url = this.url;
    for (let redirects = 0; ; redirects++) {
      const isOwn = url.origin === this.url.origin;
      const answer = await this.#once(
        method,
        url,
        { ...(isOwn ? await this.#headers(signal) : {}), ...extra },
        signal,
      );
      if (!REDIRECTS.has(answer.status)) {
        if (answer.status === 304 || (answer.status >= 200 && answer.status < 300)) return answer;
        await answer.body.dump();
        throw statusError(answer.status, url);
      }
      await answer.body.dump();
      const location = answer.headers.location;
      if (typeof location !== 'string' || redirects === MOST_REDIRECTS)
        throw new ConnectionError(
          'http',
          location
            ? `${shownUrl(this.url)} redirects more than ${MOST_REDIRECTS} times`
            : `${shownUrl(url)} redirects to nowhere`,
        );
      url = redirectTarget(location, url);
    }
  }

  async #once(
    method: 'GET' | 'HEAD',
    url: URL,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<WebAnswer> {
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await request(url, {
        method,
        headers,
        dispatcher: this.#agent,
        signal,
      });
      return { status: statusCode, headers: answered, body };
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw requestError(error, url);
    }
  }

  async #headers(signal: AbortSignal): Promise<Record<string, string>> {
    const { headers, auth } = this.#config;
    const all: Record<string, string> = {};
    for (const { name, value } of headers ?? []) all[name.toLowerCase()] = value;
    if (auth?.basic) all.authorization = basicAuth(auth.basic.username, auth.basic.password);
    if (auth?.header) all[auth.header.name.toLowerCase()] = auth.header.value;
    if (this.#oauth) all.authorization = `Bearer ${await this.#oauth.token(signal)}`;
    return all;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function redirectTarget(location: string, from: URL): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new ConnectionError('http', `${shownUrl(from)} redirects to what is no web address`);
}
