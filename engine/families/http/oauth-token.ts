import { createPrivateKey } from 'node:crypto';
import { importPKCS8, SignJWT } from 'jose';
import { type Dispatcher, request } from 'undici';
import type { SecretExchange } from '../../contract/contract.ts';
import { ConnectionError } from '../../kit/errors.ts';
import type { Assertion, OauthConfig } from './config.ts';
import { isTransient, requestError, shownUrl, UnavailableError } from './failures.ts';
import { isRetriedStatus } from './retry.ts';

/** How long before its end a token is not used any more, in milliseconds. */
const BEFORE_END_MS = 30_000;
/** How long a token is used whose server does not say how long it lasts, in milliseconds. */
const UNSAID_MS = 300_000;

/**
 * The token of an OAuth 2 client (RFC 6749, 4.4), or that of a refresh token (6), asked for once and again when it has run out
 * or was refused. Of a server that gives another refresh token with each, the last one is used from then on; `exchange` keeps it
 * for other processes and later times.
 */
export class OauthToken {
  readonly #config: OauthConfig;
  readonly #dispatcher: Dispatcher;
  readonly #learn: (secret: string) => void;
  #token: { readonly text: string; readonly until: number } | undefined;
  #asking: Promise<string> | undefined;
  readonly #exchange: SecretExchange;
  readonly #given: string | undefined;

  /** `learn` is told every token, so that it can be masked. */
  constructor(
    config: OauthConfig,
    dispatcher: Dispatcher,
    learn: (secret: string) => void,
    exchange: SecretExchange = inMemory(),
  ) {
    this.#config = config;
    this.#dispatcher = dispatcher;
    this.#learn = learn;
    this.#exchange = exchange;
    this.#given = config.refresh_token;
  }

  /** A token that is good now. Asked for at the same time by several, it is obtained once. */
  async token(signal: AbortSignal): Promise<string> {
    if (this.#token && Date.now() < this.#token.until) return this.#token.text;
    if (this.#asking) {
      const shared = await this.#asking.catch(() => undefined);
      // Whoever asked may have been stopped: that is no reason to stop here.
      return shared ?? this.token(signal);
    }
    this.#asking = this.#renew(signal);
    try {
      return await this.#asking;
    } finally {
      this.#asking = undefined;
    }
  }

  /** Forgets the token: the server does not take it any more. */
  forget(): void {
    this.#token = undefined;
  }

  #renew(signal: AbortSignal): Promise<string> {
    if (this.#given === undefined) return this.#had(undefined, signal).then(({ answer }) => answer);
    return this.#exchange(this.#given, signal, (current) => {
      this.#learn(current);
      return this.#had(current, signal);
    });
  }

  /** A token, and the refresh token that takes the place of the one that it was had for. */
  async #had(refreshToken: string | undefined, signal: AbortSignal) {
    const { auth_style } = this.#config;
    let answer = await this.#ask(auth_style !== 1, refreshToken, signal);
    if (auth_style === 0 && (answer.status === 400 || answer.status === 401))
      answer = await this.#ask(false, refreshToken, signal);
    const endpoint = shownUrl(new URL(this.#config.token_endpoint));
    if (isRetriedStatus(answer.status))
      throw new UnavailableError('http', `the token endpoint ${endpoint} answered ${answer.status}`);
    const { access_token, expires_in, refresh_token } = answer.body;
    if (answer.status !== 200 || typeof access_token !== 'string' || access_token === '')
      throw new ConnectionError(
        answer.status < 500 ? 'user or password' : 'http',
        `the token endpoint ${endpoint} answered ${answer.status}${answer.status === 200 ? ' without a token' : ''}`,
        { hint: this.#hint },
      );
    this.#learn(access_token);
    const isReplaced =
      refreshToken !== undefined && typeof refresh_token === 'string' && refresh_token !== '';
    if (isReplaced) this.#learn(refresh_token);
    const seconds = Number(expires_in ?? Number.NaN);
    const lasts = Number.isFinite(seconds) ? seconds * 1000 - BEFORE_END_MS : UNSAID_MS;
    this.#token = { text: access_token, until: Date.now() + lasts };
    return { answer: access_token, replacement: isReplaced ? refresh_token : undefined };
  }

  get #hint(): string {
    if (this.#config.assertion)
      return 'Check the client’s id, the user and the private key, and whether the app has the certificate that belongs to it.';
    return this.#given === undefined
      ? 'Check oauth: client_id, client_secret, scopes and auth_style.'
      : 'Check the client’s id and secret, and whether the refresh token still holds: it may have been revoked or replaced.';
  }

  /** What tokens are asked for with, where there is no refresh token. */
  async #grant(): Promise<Record<string, string>> {
    const { assertion } = this.#config;
    if (!assertion) return { grant_type: 'client_credentials' };
    const signed = await signedAssertion(assertion, this.#hint);
    return assertion.of === 'user'
      ? { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signed }
      : {
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: signed,
        };
  }

  async #ask(inHeader: boolean, refreshToken: string | undefined, signal: AbortSignal) {
    const { client_id, client_secret, token_endpoint, scopes, extra_form_data } = this.#config;
    const form = new URLSearchParams(
      refreshToken === undefined
        ? await this.#grant()
        : { grant_type: 'refresh_token', refresh_token: refreshToken },
    );
    if (scopes?.length) form.set('scope', scopes.join(' '));
    for (const { name, value } of extra_form_data ?? []) form.append(name, value);
    const headers: Record<string, string> = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    // The signature of an assertion says who asks.
    const isSigned = this.#config.assertion !== undefined;
    if (inHeader && !isSigned)
      headers.authorization = basicAuthorization(
        encodeURIComponent(client_id),
        encodeURIComponent(client_secret),
      );
    else if (!isSigned) {
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
      const failure = requestError(error, new URL(token_endpoint));
      if (isTransient(error) && failure instanceof ConnectionError)
        throw new UnavailableError(failure.part, failure.message);
      throw failure;
    }
  }
}

/** Keeps what takes a secret's place as long as the connection is open, where nothing else keeps it. */
function inMemory(): SecretExchange {
  let kept: string | undefined;
  return async (given, _signal, use) => {
    const { answer, replacement } = await use(kept ?? given);
    kept = replacement ?? kept;
    return answer;
  };
}

/** The value of an Authorization header for user and password. */
export function basicAuthorization(user: string, password: string): string {
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

/** The signed text of an assertion. Throws a ConnectionError where the key is none. */
async function signedAssertion(
  { algorithm, key, key_id, claims, lasts }: Assertion,
  hint: string,
): Promise<string> {
  try {
    // Keys come as PKCS 1 and SEC 1 as well.
    const pem = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem' }).toString();
    return await new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(key_id === undefined ? {} : { kid: key_id }) })
      .setIssuedAt()
      .setExpirationTime(`${lasts} s`)
      .sign(await importPKCS8(pem, algorithm));
  } catch (cause) {
    throw new ConnectionError('user or password', 'the private key is no key that can sign', { hint, cause });
  }
}
