import { randomBytes } from 'node:crypto';

/** A service principal: it gets tokens by its id and secret. */
export interface ServicePrincipal {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How a token is judged: let in, unknown, or once let in. */
export type Judgement = 'valid' | 'unknown' | 'expired';

/** The tokens of one workspace. */
export class Tokens {
  private readonly expiries = new Map<string, number>();
  private readonly principals = new Map<string, string>();
  /** How many tokens service principals were given. */
  issued = 0;
  /** How long a service principal's tokens live, in seconds. */
  lifetime = 3600;

  /** Makes a personal access token. */
  personal(): string {
    const token = `dapi${randomBytes(16).toString('hex')}`;
    this.expiries.set(token, Number.POSITIVE_INFINITY);
    return token;
  }

  /** Makes a service principal with a secret. */
  principal(): ServicePrincipal {
    const clientId = crypto.randomUUID();
    const clientSecret = `dose${randomBytes(16).toString('hex')}`;
    this.principals.set(clientId, clientSecret);
    return { clientId, clientSecret };
  }

  /** Ends a token, or all tokens that service principals have been given. */
  expire(token?: string): void {
    for (const known of this.expiries.keys()) {
      if (token === undefined ? !known.startsWith('dapi') : known === token) this.expiries.set(known, 0);
    }
  }

  judge(token: string): Judgement {
    const expiry = this.expiries.get(token);
    if (expiry === undefined) return 'unknown';
    return expiry > Date.now() ? 'valid' : 'expired';
  }

  /**
   * Answers a request to /oidc/v1/token as the OAuth 2.0 client credentials grant has it (RFC 6749, 4.4): who asks is in
   * the Authorization header (Basic) or in the form.
   */
  grant(authorization: string | undefined, form: URLSearchParams): { status: number; body: object } {
    const basic = /^Basic (.+)$/.exec(authorization ?? '')?.[1];
    const [id, secret] = basic
      ? Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent)
      : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
    const known = this.principals.get(id ?? '');
    if (known === undefined || known !== secret) {
      return {
        status: 401,
        body: { error: 'invalid_client', error_description: 'Client authentication failed' },
      };
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return {
        status: 400,
        body: { error: 'unsupported_grant_type', error_description: 'Grant type not supported' },
      };
    }
    if (form.get('scope') !== 'all-apis') {
      return {
        status: 400,
        body: { error: 'invalid_scope', error_description: 'The scope has to be all-apis' },
      };
    }
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const expiry = Date.now() + this.lifetime * 1000;
    const claims = {
      sub: id,
      iss: 'local warehouse',
      exp: Math.floor(expiry / 1000),
      jti: crypto.randomUUID(),
    };
    const token = `${part({ typ: 'at+jwt', alg: 'none' })}.${part(claims)}.${randomBytes(16).toString('base64url')}`;
    this.expiries.set(token, expiry);
    this.issued++;
    return {
      status: 200,
      body: { access_token: token, token_type: 'Bearer', expires_in: this.lifetime, scope: 'all-apis' },
    };
  }
}
