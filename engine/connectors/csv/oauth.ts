import { type Dispatcher, request } from 'undici';
import { ConnectionError } from '../../api/errors.ts';
import type { CsvConfig } from './config.ts';
import { requestError, shownUrl } from './failures.ts';

export type OauthConfig = NonNullable<NonNullable<CsvConfig['auth']>['oauth']>;

/** How long before its end a token is not used any more, in milliseconds. */
const BEFORE_END_MS = 30_000;

/** The token of an OAuth 2 client (RFC 6749, 4.4), asked for once and again when it has run out. */
export class ClientCredentials {
  readonly #config: OauthConfig;
  readonly #dispatcher: Dispatcher;
  #token: { readonly text: string; readonly until: number } | undefined;

  constructor(config: OauthConfig, dispatcher: Dispatcher) {
    this.#config = config;
    this.#dispatcher = dispatcher;
  }

  async token(signal: AbortSignal): Promise<string> {
    if (this.#token && Date.now() < this.#token.until) return this.#token.text;
    const { auth_style } = this.#config;
    let answer = await this.#ask(auth_style !== 1, signal);
    if (auth_style === 0 && (answer.status === 400 || answer.status === 401))
      answer = await this.#ask(false, signal);
    const { access_token, expires_in } = answer.body;
    if (answer.status !== 200 || typeof access_token !== 'string')
      throw new ConnectionError(
        answer.status < 500 ? 'user or password' : 'http',
        `the token endpoint ${shownUrl(new URL(this.#config.token_endpoint))} answered ${answer.status}${answer.status === 200 ? ' without a token' : ''}`,
        { hint: 'Check auth.oauth: client_id, client_secret, scopes and auth_style.' },
      );
    const lasts = typeof expires_in === 'number' ? expires_in * 1000 - BEFORE_END_MS : 0;
    this.#token = { text: access_token, until: Date.now() + lasts };
    return access_token;
  }

  async #ask(inHeader: boolean, signal: AbortSignal) {
    const { client_id, client_secret, token_endpoint, scopes, extra_form_data } = this.#config;
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scopes?.length) form.set('scope', scopes.join(' '));
    for (const { name, value } of extra_form_data ?? []) form.append(name, value);
    const headers: Record<string, string> = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    if (inHeader)
      headers.authorization = basicAuth(encodeURIComponent(client_id), encodeURIComponent(client_secret));
    else {
      form.set('client_id', client_id);
      form.set('client_secret', client_secret);
    }
    try {
      const { statusCode, body } = await request(token_endpoint, {
        method: 'POST',
        headers,
        body: form.toString(),
        dispatcher: this.#dispatcher,
        signal,
      });
      const text = await body.text();
      return { status: statusCode, body: parse(text) };
    } catch (error) {
      throw requestError(error, new URL(token_endpoint));
    }
  }
}

/** The value of an Authorization header for user and password. */
export function basicAuth(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
