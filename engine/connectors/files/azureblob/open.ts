import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { entraToken } from '../../../families/azure/entra-token.ts';
import { AzureStore, type AzureStoreOptions } from '../../../families/object-store/azure/azure-store.ts';
import type { storeCapabilities } from '../../../families/object-store/capabilities.ts';
import { openStore } from '../../../families/object-store/open-store.ts';
import type { AzureblobConfig } from './config.ts';

/** Opens a connection to a container. Nothing is asked before a facet is used. */
export async function openAzureblob(
  config: AzureblobConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof storeCapabilities>> {
  const { account_name: account, container_name } = config;
  const [container = '', ...folders] = container_name.split('/').filter(Boolean);
  const store = new AzureStore({
    account,
    container,
    prefix: folders.map((folder) => `${folder}/`).join(''),
    endpoint: config.endpoint ?? `https://${account}.blob.core.windows.net`,
    ...credentialOf(config),
    silenceMs: config.inactivity_timeout * 1000,
  });
  return openStore(store, config, host);
}

function credentialOf(config: AzureblobConfig): Pick<AzureStoreOptions, 'credential' | 'names'> {
  const names = { account: 'account_name and endpoint', endpoint: 'endpoint' };
  const { auth_method, access_key, tenant_id, client_id, client_secret, oauth_refresh_token } = config;
  if (auth_method === 'access_key')
    return { credential: access_key ?? '', names: { ...names, credentials: 'access_key' } };
  const isUser = auth_method === 'oauth';
  const application = {
    authority: config.authority ?? 'https://login.microsoftonline.com',
    tenant: tenant_id ?? 'common',
    clientId: client_id ?? '',
    clientSecret: client_secret,
    refreshToken: isUser ? oauth_refresh_token : undefined,
  };
  return {
    credential: () => entraToken('https://storage.azure.com', application),
    names: {
      ...names,
      credentials: isUser
        ? 'client_id, client_secret and oauth_refresh_token'
        : 'tenant_id, client_id and client_secret',
    },
  };
}
