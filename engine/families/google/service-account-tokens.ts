import { createSign } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { ConnectionError } from '../../kit/errors.ts';
import { isTransient, requestError, shownUrl } from '../http/failures.ts';
import { backOff, defaultRetry } from '../http/retry.ts';
import type { ServiceAccount } from './service-account.ts';

const TOKEN_SECONDS = 3600;
/** How long before its end a token is not used any more, in milliseconds. */
const BEFORE_END_MS = 60_000;

/** A service account's tokens, each asked for once and again before it ends (https://developers.google.com/identity/protocols/oauth2/service-account#httprest). */
export class ServiceAccountTokens {
  readonly #account: ServiceAccount;
  readonly #scope: string;
  readonly #setting: string;
  #token: { readonly text: Promise<string>; readonly until: number } | undefined;

  /**
   * @param scope What the tokens are for (https://developers.google.com/identity/protocols/oauth2/scopes).
   * @param setting The connection's setting that holds the account's key, for errors.
   */
  constructor(account: ServiceAccount, scope: string, setting: string) {
    this.#account = account;
    this.#scope = scope;
    this.#setting = setting;
  }

  async token(): Promise<string> {
    if (!this.#token || Date.now() > this.#token.until) {
      const token = { text: this.#ask(), until: Date.now() + TOKEN_SECONDS * 1000 - BEFORE_END_MS };
      this.#token = token;
      token.text.catch(() => {
        if (this.#token === token) this.#token = undefined;
      });
    }
    return this.#token.text;
  }

  async #ask(): Promise<string> {
    const url = new URL(this.#account.token_uri ?? 'https://oauth2.googleapis.com/token');
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: this.#assertion(url.href),
    });
    const { statusCode, body } = await post(url, form);
    const answer = (await body.json().catch(() => ({}))) as { access_token?: unknown; error?: unknown };
    if (statusCode === 200 && typeof answer.access_token === 'string') return answer.access_token;
    const why = typeof answer.error === 'string' ? ` (${answer.error})` : '';
    throw new ConnectionError('user or password', `${shownUrl(url)} answered ${statusCode}${why}`, {
      hint: `Check that the key in ${this.#setting} has not been removed, and this machine’s clock.`,
    });
  }

  #assertion(audience: string): string {
    const { client_email, private_key, private_key_id } = this.#account;
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = part({ alg: 'RS256', typ: 'JWT', ...(private_key_id ? { kid: private_key_id } : {}) });
    const claims = part({
      iss: client_email,
      scope: this.#scope,
      aud: audience,
      iat: now,
      exp: now + TOKEN_SECONDS,
    });
    try {
      const signature = createSign('RSA-SHA256').update(`${header}.${claims}`).sign(private_key, 'base64url');
      return `${header}.${claims}.${signature}`;
    } catch {
      throw new ConnectionError('user or password', `the private key in ${this.#setting} cannot be used`, {
        hint: 'Give the JSON key as Google made it, line breaks (\\n) in private_key included.',
      });
    }
  }
}

/** Posts a form; a line that broke is tried again, as often as requests are. */
async function post(url: URL, form: URLSearchParams): Promise<Dispatcher.ResponseData> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  for (let attempt = 0; ; attempt++) {
    try {
      return await request(url, { method: 'POST', headers, body: form.toString() });
    } catch (error) {
      if (attempt + 1 === defaultRetry.attempts || !isTransient(error)) throw requestError(error, url);
    }
    await sleep(backOff(attempt, defaultRetry));
  }
}
