import type { Dispatcher } from 'undici';
import type { SecretExchange } from '../../contract/contract.ts';
import type { AuthConfig, NamedValue } from './config.ts';
import { basicAuthorization, OauthToken } from './oauth-token.ts';

/** What proves who asks. It goes to the connection's own origin and to nobody else. */
export class Credentials {
  readonly #headers: readonly NamedValue[];
  readonly #auth: AuthConfig;
  readonly #oauth: OauthToken | undefined;

  constructor(
    headers: readonly NamedValue[],
    auth: AuthConfig,
    dispatcher: Dispatcher,
    learn: (secret: string) => void,
    exchange?: SecretExchange,
  ) {
    this.#headers = headers;
    this.#auth = auth;
    this.#oauth = auth.oauth && new OauthToken(auth.oauth, dispatcher, learn, exchange);
    const secrets = [...headers, ...(auth.query ?? []), ...(auth.header ? [auth.header] : [])];
    for (const { value } of secrets) learn(value);
    if (auth.basic) learn(auth.basic.password);
    if (auth.oauth && auth.oauth.client_secret !== '') learn(auth.oauth.client_secret);
    if (auth.oauth?.refresh_token) learn(auth.oauth.refresh_token);
    if (auth.oauth?.assertion) learn(auth.oauth.assertion.key);
  }

  /** Adds headers and query parameters to a request to the connection's own origin. */
  async apply(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
    const { basic, header, query = [] } = this.#auth;
    for (const { name, value } of this.#headers) headers[name.toLowerCase()] = value;
    if (basic) headers.authorization = basicAuthorization(basic.username, basic.password);
    if (header) headers[header.name.toLowerCase()] = header.value;
    if (this.#oauth)
      headers.authorization = `${this.#auth.oauth?.prefix ?? 'Bearer'} ${await this.#oauth.token(signal)}`;
    for (const { name } of query) url.searchParams.delete(name);
    for (const { name, value } of query) url.searchParams.append(name, value);
  }

  /** Forgets what can be obtained again, after a 401; false where nothing can. */
  renew(): boolean {
    this.#oauth?.forget();
    return this.#oauth !== undefined;
  }
}
