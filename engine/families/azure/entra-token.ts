import { request } from 'undici';
import { ConnectionError } from '../../kit/errors.ts';
import { requestError, shownUrl } from '../http/failures.ts';

/** How to ask Microsoft Entra for tokens (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow and v2-oauth2-auth-code-flow). */
export interface EntraApplication {
  /** `https://login.microsoftonline.com` or another cloud's. */
  readonly authority: string;
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** Of the user for whom the application acts; without, it acts for itself. */
  readonly refreshToken: string | undefined;
}

/** A token as Azure's clients take it: they ask for a new one before it ends. */
export interface Token {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresOnTimestamp: number;
}

/** Asks for a token for a resource: `https://storage.azure.com`, `https://database.windows.net`. Secrets are in no error. */
export async function entraToken(
  resource: string,
  { authority, tenant, clientId, clientSecret, refreshToken }: EntraApplication,
  signal?: AbortSignal,
): Promise<Token> {
  const url = new URL(`${authority.replace(/\/$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`);
  const form = new URLSearchParams({
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    ...(refreshToken === undefined
      ? { grant_type: 'client_credentials', scope: `${resource}/.default` }
      : {
          grant_type: 'refresh_token',
          refresh_token: refreshToken,
          scope: `${resource}/user_impersonation offline_access`,
        }),
  });
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    throw requestError(error, url);
  });
  const answer = await body.json().then(
    (value) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}),
    () => ({}) as Record<string, unknown>,
  );
  const { access_token: token, expires_in: lasts, error } = answer;
  if (statusCode === 200 && typeof token === 'string')
    return { token, expiresOnTimestamp: Date.now() + Number(lasts ?? 300) * 1000 };
  const why = typeof error === 'string' ? ` (${error})` : '';
  throw new ConnectionError('user or password', `${shownUrl(url)} answered ${statusCode}${why}`, {
    hint:
      refreshToken === undefined
        ? 'Check tenant_id, client_id and client_secret.'
        : 'Check client_id and client_secret, or have the user consent again and set oauth_refresh_token.',
  });
}
