import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { throwIfAborted } from '../../kit/abort.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { isTransient, requestError, shownUrl } from '../http/failures.ts';
import { backOff, defaultRetry, isRetriedStatus } from '../http/retry.ts';
import type { CloudSqlName } from './cloud-sql-name.ts';
import type { ServiceAccountTokens } from './service-account-tokens.ts';

/** Addresses of an instance, by the API's names: a public one, one of a private network, or a name for Private Service Connect. */
export type AddressKind = 'public' | 'private' | 'psc';

/** How an instance is reached, and by what it is known to be that instance. */
export interface ConnectSettings {
  readonly addresses: Partial<Record<AddressKind, string>>;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca: string;
  readonly region: string;
  /** A name in the server's certificate, where the instance has one; else its common name is `project:instance`. */
  readonly dnsName: string | undefined;
}

const LIMIT_MS = 30_000;

/** The two calls of the Cloud SQL Admin API that a client needs (https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1beta4). */
export class CloudSqlAdmin {
  readonly #endpoint: string;
  readonly #tokens: ServiceAccountTokens;

  /** @param endpoint Where the API is, without a path. */
  constructor(endpoint: string, tokens: ServiceAccountTokens) {
    this.#endpoint = endpoint;
    this.#tokens = tokens;
  }

  async connectSettings(name: CloudSqlName, signal: AbortSignal): Promise<ConnectSettings> {
    const answer = (await this.#ask(name, '/connectSettings', undefined, signal)) as {
      readonly ipAddresses?: readonly { readonly type?: string; readonly ipAddress?: string }[];
      readonly serverCaCert?: { readonly cert?: string };
      readonly region?: string;
      readonly dnsName?: string;
      readonly dnsNames?: readonly { readonly name?: string; readonly connectionType?: string }[];
      readonly pscEnabled?: boolean;
    };
    const addressOf = (type: string) => answer.ipAddresses?.find((one) => one.type === type)?.ipAddress;
    const psc =
      answer.dnsNames?.find((one) => one.connectionType === 'PRIVATE_SERVICE_CONNECT')?.name ??
      (answer.pscEnabled ? answer.dnsName : undefined);
    const found = { public: addressOf('PRIMARY'), private: addressOf('PRIVATE'), psc };
    return {
      addresses: Object.fromEntries(Object.entries(found).filter(([, address]) => address)),
      ca: answer.serverCaCert?.cert ?? '',
      region: answer.region ?? '',
      dnsName: answer.dnsNames?.[0]?.name ?? (answer.dnsName || undefined),
    };
  }

  /**
   * A certificate for a public key, good for an hour, with which the instance lets a client in.
   *
   * @param loginToken An access token, for a database user whom IAM authenticates.
   */
  async ephemeralCertificate(
    name: CloudSqlName,
    publicKey: string,
    loginToken: string | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    const body = { public_key: publicKey, ...(loginToken === undefined ? {} : { access_token: loginToken }) };
    const answer = (await this.#ask(name, ':generateEphemeralCert', body, signal)) as {
      readonly ephemeralCert?: { readonly cert?: string };
    };
    const certificate = answer.ephemeralCert?.cert;
    if (certificate) return certificate;
    throw new ConnectionError('tls', `${this.#endpoint} gave no certificate for instance ${name.instance}`);
  }

  /** Sends a request, again where it may go through then. */
  async #ask(
    name: CloudSqlName,
    call: string,
    body: object | undefined,
    signal: AbortSignal,
  ): Promise<unknown> {
    const project = encodeURIComponent(name.project);
    const path = `/sql/v1beta4/projects/${project}/instances/${encodeURIComponent(name.instance)}${call}`;
    const url = new URL(path, this.#endpoint);
    for (let attempt = 0; ; attempt++) {
      throwIfAborted(signal);
      const isLast = attempt + 1 === defaultRetry.attempts;
      try {
        const answer = await request(url, {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            authorization: `Bearer ${await this.#tokens.token()}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
        });
        const json = await answer.body.json().catch(() => undefined);
        if (answer.statusCode === 200) return json;
        if (isLast || !isRetriedStatus(answer.statusCode)) throw refusal(answer.statusCode, json, name, url);
      } catch (error) {
        throwIfAborted(signal);
        if (isLast || !isTransient(error)) throw requestError(error, url);
      }
      await sleep(backOff(attempt, defaultRetry), undefined, { signal });
    }
  }
}

/** What the API's refusal means for whoever configures the connection. */
function refusal(
  status: number,
  answer: unknown,
  { project, instance }: CloudSqlName,
  url: URL,
): ConnectionError {
  const said = (answer as { error?: { message?: unknown } } | undefined)?.error?.message;
  const why = typeof said === 'string' ? `: ${said}` : '';
  const text = `${shownUrl(url)} answered ${status}${why}`;
  if (status === 404)
    return new ConnectionError('database', text, {
      hint: `Check connection_name: project ${project} has no instance ${instance} that the service account may see.`,
    });
  if (status === 401 || status === 403)
    return new ConnectionError('user or password', text, {
      hint: `Give the service account the role Cloud SQL Client in project ${project}, and enable the Cloud SQL Admin API there.`,
    });
  return new ConnectionError('http', text);
}
