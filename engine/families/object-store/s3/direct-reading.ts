import { randomUUID } from 'node:crypto';
import type { ConnectorHost } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { stableDigest } from '../../../kit/digest.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { Mutex } from '../../../kit/mutex.ts';
import { quoteIdentifier, quoteLiteral } from '../../../kit/sql.ts';
import { loadExtension } from '../../../movement/duckdb-extensions.ts';
import type { DirectReading } from '../object-store.ts';
import type { S3StoreOptions } from './s3-store.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Who has a secret for which addresses. DuckDB finds a secret by the address alone, and of two for one address it takes
 * either: so only one place, as one user, has the addresses of a bucket, and another one's files are copied meanwhile.
 */
const scopes = new Map<string, { readonly owner: string; users: number }>();

/** Keys that have other characters than these are not given to DuckDB, which takes some of them for patterns or settings. */
const PLAIN = /^[\w\-./=+,@ ]+$/;

/** DuckDB's reader of S3 (its httpfs extension), with a temporary secret for the connection's prefix alone. */
export class S3DirectReading implements DirectReading, AsyncDisposable {
  readonly #options: S3StoreOptions;
  readonly #keys: () => Promise<Keys>;
  readonly #host: ConnectorHost;
  readonly #secret = `_syncform_${randomUUID()}`;
  readonly #scope: string;
  readonly #turns = new Mutex();
  #provided: string | undefined;
  #owner: string | undefined;

  constructor(options: S3StoreOptions, keys: () => Promise<Keys>, host: ConnectorHost) {
    this.#options = options;
    this.#keys = keys;
    this.#host = host;
    this.#scope = `s3://${options.bucket}/${options.prefix}`;
  }

  url(key: string): string | undefined {
    const whole = this.#options.prefix + key;
    return PLAIN.test(whole) && !whole.includes('//') ? `s3://${this.#options.bucket}/${whole}` : undefined;
  }

  async prepare(session: DuckdbSession, signal: AbortSignal): Promise<boolean> {
    const keys = await this.#keys().catch(() => undefined);
    if (!keys || !(await loadExtension(session, 'httpfs', signal)) || !this.#claim(keys)) return false;
    // All sessions share the secret: one at a time looks whether it is there, with the keys of now.
    await this.#turns.run(() => this.#provide(session, keys));
    return true;
  }

  async #provide(session: DuckdbSession, keys: Keys): Promise<void> {
    const statement = createSecret(this.#secret, this.#scope, this.#options, keys);
    const there = await session.all(
      `SELECT 1 FROM duckdb_secrets() WHERE name = ${quoteLiteral(this.#secret)}`,
    );
    if (there.length > 0 && statement === this.#provided) return;
    try {
      await session.run(statement);
      this.#provided = statement;
    } catch {
      // DuckDB's own message may quote the statement, and with it the keys.
      throw new SyncformError('failed', `DuckDB takes no credentials for ${this.#scope}`);
    }
  }

  #claim(keys: Keys): boolean {
    if (this.#owner !== undefined) return true;
    const { endpoint, region, isPathStyle } = this.#options;
    const owner = stableDigest([endpoint?.href, region, isPathStyle, keys.accessKeyId]);
    for (const [scope, held] of scopes) {
      const isShared = scope.startsWith(this.#scope) || this.#scope.startsWith(scope);
      if (isShared && held.owner !== owner) return false;
    }
    const held = scopes.get(this.#scope) ?? { owner, users: 0 };
    held.users++;
    scopes.set(this.#scope, held);
    this.#owner = owner;
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#owner === undefined) return;
    await this.#host.withSession((session) =>
      session.run(`DROP TEMPORARY SECRET IF EXISTS ${quoteIdentifier(this.#secret)}`),
    );
    const held = scopes.get(this.#scope);
    if (held && --held.users === 0) scopes.delete(this.#scope);
    this.#owner = undefined;
  }
}

/** Lets what lies in a scope be read, in this process, until the secret is dropped. */
export function createSecret(
  name: string,
  scope: string,
  { endpoint, region, isPathStyle }: Pick<S3StoreOptions, 'endpoint' | 'region' | 'isPathStyle'>,
  { accessKeyId, secretAccessKey, sessionToken }: Keys,
): string {
  const settings = [
    'TYPE s3',
    `KEY_ID ${quoteLiteral(accessKeyId)}`,
    `SECRET ${quoteLiteral(secretAccessKey)}`,
    ...(sessionToken ? [`SESSION_TOKEN ${quoteLiteral(sessionToken)}`] : []),
    ...(region ? [`REGION ${quoteLiteral(region)}`] : []),
    ...(endpoint
      ? [
          `ENDPOINT ${quoteLiteral(endpoint.host + endpoint.pathname.replace(/\/$/, ''))}`,
          `USE_SSL ${endpoint.protocol === 'https:'}`,
        ]
      : []),
    `URL_STYLE ${quoteLiteral(isPathStyle ? 'path' : 'vhost')}`,
    `SCOPE ${quoteLiteral(scope)}`,
  ];
  return `CREATE OR REPLACE TEMPORARY SECRET ${quoteIdentifier(name)} (${settings.join(', ')})`;
}
