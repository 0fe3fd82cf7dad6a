import { createPrivateKey } from 'node:crypto';
import type { ConnectionOptions } from 'snowflake-sdk';
import { ConnectionError, SyncformError } from '../../../kit/errors.ts';
import type { SnowflakeConfig } from './config.ts';

/** What `params` says of the way to the account; all else in it is a parameter of the session. */
const OF_THE_WAY = ['role', 'schema', 'host', 'port', 'protocol'] as const;

export interface Login {
  /** Where the account is, for messages. */
  readonly host: string;
  readonly options: ConnectionOptions;
  /** Parameters of the session, by their names in capitals. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What the driver is told to log in, of a configuration. Throws a ConnectionError where the private key cannot be read. */
export function loginOf(config: SnowflakeConfig): Login {
  const given = new Map(new URLSearchParams(config.params ?? ''));
  const { role, schema, host, port, protocol } = Object.fromEntries(
    OF_THE_WAY.map((name) => [name, given.get(name)]),
  ) as Partial<Record<(typeof OF_THE_WAY)[number], string>>;
  const where = host ?? `${config.account}.snowflakecomputing.com`;
  const scheme = protocol ?? 'https';
  return {
    host: where,
    options: {
      account: config.account,
      username: config.username,
      ...secretsOf(config),
      database: config.dbname,
      ...(config.warehouse === undefined ? {} : { warehouse: config.warehouse }),
      ...(role === undefined ? {} : { role }),
      schema: schema ?? 'PUBLIC',
      ...(host === undefined && port === undefined
        ? {}
        : { host: where, accessUrl: `${scheme}://${where}${port === undefined ? '' : `:${port}`}` }),
      ...(port === undefined ? {} : { port: Number(port) }),
      ...(protocol === undefined ? {} : { protocol }),
      application: 'syncform',
      // A session lives for as long as a load takes, however long that is.
      clientSessionKeepAlive: true,
      sfRetryMaxLoginRetries: 2,
      // Else the text 'NULL' stands for no value.
      representNullAsStringNull: false,
    } as ConnectionOptions,
    parameters: parametersOf(
      [...given].filter(([name]) => !(OF_THE_WAY as readonly string[]).includes(name)),
    ),
  };
}

function secretsOf({ key_pair_auth, password, private_key, private_key_passphrase }: SnowflakeConfig) {
  if (!key_pair_auth) return { password: password ?? '' };
  return {
    authenticator: 'SNOWFLAKE_JWT',
    privateKey: readKey(private_key ?? '', private_key_passphrase),
  };
}

/** A private key without the passphrase that it is kept under. */
function readKey(key: string, passphrase: string | undefined): string {
  try {
    return createPrivateKey({ key, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
      .export({ type: 'pkcs8', format: 'pem' })
      .toString();
  } catch {
    throw new ConnectionError('user or password', 'private_key cannot be read', {
      hint: 'Give the key as PEM in PKCS 8, and its passphrase as private_key_passphrase if it has one.',
    });
  }
}

function parametersOf(given: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const wrong = given.find(([name]) => !/^\w+$/.test(name));
  if (wrong)
    throw new SyncformError('invalid', `"${wrong[0]}" is no name of a parameter`, {
      path: ['params'],
      hint: 'Write params as name=value&name=value.',
    });
  return Object.fromEntries(given.map(([name, value]) => [name.toUpperCase(), value]));
}
