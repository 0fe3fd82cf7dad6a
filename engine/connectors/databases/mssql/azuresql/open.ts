import type { ConnectorHost } from '../../../../contract/contract.ts';
import { entraToken, type Token } from '../../../../families/azure/entra-token.ts';
import { openMssqlAs, passwordLogin } from '../open.ts';
import type { LoginOfConnection } from '../sessions.ts';
import type { AzuresqlConfig } from './config.ts';

/** What tokens for databases of Azure are for (https://learn.microsoft.com/sql/connect/ado-net/sql/azure-active-directory-authentication). */
const DATABASES = 'https://database.windows.net';
/** A token that ends sooner is not used any more. */
const SPARE_MS = 60_000;

/** Opens a connection. Nothing is sent before a facet is used. */
export function openAzuresql(config: AzuresqlConfig, host: ConnectorHost) {
  return openMssqlAs(azureLogin(config), config, host);
}

/** Who logs in at a database of Azure, as a configuration says. */
export function azureLogin(
  config: Pick<
    AzuresqlConfig,
    'auth_method' | 'username' | 'password' | 'tenant_id' | 'client_id' | 'client_secret' | 'authority'
  >,
): LoginOfConnection {
  const { username = '', password = '', tenant_id = '', client_id = '', client_secret } = config;
  if (config.auth_method === 'password') return passwordLogin({ username, password });
  const application = {
    authority: config.authority ?? 'https://login.microsoftonline.com',
    tenant: tenant_id,
    clientId: client_id,
    clientSecret: client_secret,
    refreshToken: undefined,
  };
  let known: Token | undefined;
  return {
    who: `the application ${client_id}`,
    check:
      'Make it a user of the database: CREATE USER [its name] FROM EXTERNAL PROVIDER, with the roles that it needs.',
    async authentication(signal) {
      if (known === undefined || known.expiresOnTimestamp < Date.now() + SPARE_MS)
        known = await entraToken(DATABASES, application, signal);
      return { type: 'azure-active-directory-access-token', options: { token: known.token } };
    },
  };
}
