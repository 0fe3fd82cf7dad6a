import { generateKeyPair, X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { untilAborted } from '../../kit/abort.ts';
import { ConnectionError, messageOf } from '../../kit/errors.ts';
import { heard } from '../../kit/heard.ts';
import { CarriedTunnel, type Carrier, type Tunnel } from '../tunnel/tunnel.ts';
import { type AddressKind, CloudSqlAdmin, type ConnectSettings } from './cloud-sql-admin.ts';
import type { CloudSqlName } from './cloud-sql-name.ts';
import type { ServiceAccount } from './service-account.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';

/** Where instances take connections with a certificate of the Admin API (https://cloud.google.com/sql/docs/postgres/connect-overview). */
const PORT = 3307;
const CONNECT_LIMIT_MS = 15_000;
const KEEP_ALIVE_MS = 30_000;
/** How long before its end a certificate is not used any more, in milliseconds. */
const BEFORE_END_MS = 4 * 60_000;
const ADMIN_SCOPE = 'https://www.googleapis.com/auth/sqlservice.admin';
const LOGIN_SCOPE = 'https://www.googleapis.com/auth/sqlservice.login';

export interface CloudSqlOptions {
  readonly name: CloudSqlName;
  readonly account: ServiceAccount;
  /** Where the Admin API is. */
  readonly endpoint: string;
  /** The address to use; the first that the instance has, of public, private and psc, where it is not said. */
  readonly address: AddressKind | undefined;
  /** Whether IAM authenticates the database's user, as the service account. */
  readonly isIam: boolean;
}

/**
 * The way to a Cloud SQL instance: TLS with a certificate that the Admin API signs for a key of this process. The instance
 * proves who it is by a certificate of the authority that the Admin API names. This is what Google's own connectors do;
 * theirs for Node keeps a timer that ends the process when the API cannot be reached, and so is not used.
 */
export function openCloudSqlTunnel(options: CloudSqlOptions): Tunnel {
  return new CarriedTunnel(new CloudSqlCarrier(options));
}

/** What a connection is made with, until the certificate ends. */
interface Access {
  readonly settings: ConnectSettings;
  readonly certificate: string;
  readonly privateKey: string;
  /** In milliseconds since 1970. */
  readonly until: number;
}

class CloudSqlCarrier implements Carrier {
  readonly #options: CloudSqlOptions;
  readonly #admin: CloudSqlAdmin;
  readonly #loginTokens: ServiceAccountTokens | undefined;
  #access: Promise<Access> | undefined;
  readonly #closing = new AbortController();

  constructor(options: CloudSqlOptions) {
    this.#options = options;
    const tokens = (scope: string) => new ServiceAccountTokens(options.account, scope, 'credentials');
    this.#admin = new CloudSqlAdmin(options.endpoint, tokens(ADMIN_SCOPE));
    this.#loginTokens = options.isIam ? tokens(LOGIN_SCOPE) : undefined;
  }

  async prepare(signal: AbortSignal): Promise<void> {
    await this.#current(signal);
  }

  async open(signal: AbortSignal): Promise<Duplex> {
    const access = await this.#current(signal);
    try {
      return await secured(access, this.#options, signal);
    } catch (error) {
      // The instance may have got another address or certificate: the next connection asks again.
      this.#access = undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#access?.catch(() => {});
  }

  /** Shared by all connections: asked for once, and again before its certificate ends or after a failure. */
  async #current(signal: AbortSignal): Promise<Access> {
    const access = this.#access ?? this.#fresh();
    const current = await untilAborted(access, signal);
    if (Date.now() < current.until) return current;
    if (this.#access === access) this.#access = undefined;
    return this.#current(signal);
  }

  #fresh(): Promise<Access> {
    const access = this.#ask();
    this.#access = access;
    access.catch(() => {
      if (this.#access === access) this.#access = undefined;
    });
    return access;
  }

  async #ask(): Promise<Access> {
    const { name } = this.#options;
    const { signal } = this.#closing;
    const keys = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const settings = await this.#admin.connectSettings(name, signal);
    if (settings.region !== name.region)
      throw new ConnectionError('database', `instance ${name.instance} is in region ${settings.region}`, {
        hint: `Set connection_name to ${name.project}:${settings.region}:${name.instance}.`,
      });
    const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const loginToken = await this.#loginTokens?.token();
    const certificate = await this.#admin.ephemeralCertificate(name, publicKey, loginToken, signal);
    return {
      settings,
      certificate,
      privateKey: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      until: Date.parse(new X509Certificate(certificate).validTo) - BEFORE_END_MS,
    };
  }
}

/** A connection to the instance over TLS, once both sides have proved who they are. */
function secured(access: Access, options: CloudSqlOptions, signal: AbortSignal): Promise<TLSSocket> {
  const { name, address } = options;
  const { addresses, ca, dnsName } = access.settings;
  const host = address ? addresses[address] : (addresses.public ?? addresses.private ?? addresses.psc);
  if (host === undefined)
    throw new ConnectionError('database', `instance ${name.instance} has no ${address ?? ''} address`, {
      hint: `It has these: ${Object.keys(addresses).join(', ') || 'none'}. Set ip_type to one of them.`,
    });
  const where = `instance ${name.instance} at ${host}:${PORT}`;
  const socket = heard(
    connect({
      host,
      port: PORT,
      ca,
      cert: access.certificate,
      key: access.privateKey,
      minVersion: 'TLSv1.3',
      checkServerIdentity: (_, shown) => identityFault(shown, name, dnsName),
    }),
  );
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setTimeout(CONNECT_LIMIT_MS, () => socket.destroy(new Error('it did not answer in time')));
  const opened = new Promise<TLSSocket>((resolve, reject) => {
    const failed = (error: Error) => reject(connectFailure(error, where));
    const closed = () => failed(new Error('it ended the connection'));
    socket.once('error', failed);
    socket.once('close', closed);
    socket.once('secureConnect', () => {
      socket.off('error', failed).off('close', closed).setTimeout(0);
      resolve(socket);
    });
  });
  return untilAborted(opened, signal).catch((error: Error) => {
    socket.destroy();
    throw error;
  });
}

/**
 * Why a certificate is not that of the instance; undefined where it is. It has the instance's DNS name, or, as those of
 * older instances, `project:instance` for a common name (https://cloud.google.com/sql/docs/postgres/authorize-ssl).
 */
function identityFault(
  shown: PeerCertificate,
  { project, instance }: CloudSqlName,
  dnsName: string | undefined,
): Error | undefined {
  if (dnsName !== undefined && checkServerIdentity(dnsName, shown) === undefined) return undefined;
  const wanted = `${project}:${instance}`;
  if (shown.subject?.CN === wanted) return undefined;
  return new Error(`its certificate is for ${String(shown.subject?.CN)}, not for ${wanted}`);
}

function connectFailure(error: NodeJS.ErrnoException, where: string): ConnectionError {
  const part = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/.test(error.code ?? '') ? 'refused' : 'tls';
  return new ConnectionError(part, `${where}: ${messageOf(error)}`, {
    hint: `Check that a firewall lets this machine through to port ${PORT}, and that ip_type is an address that it can reach.`,
    cause: error,
  });
}
