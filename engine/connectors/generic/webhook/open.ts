import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { HttpClient } from '../../../families/http/client.ts';
import type { AuthConfig } from '../../../families/http/config.ts';
import type { webhookCapabilities } from './capabilities.ts';
import type { WebhookConfig } from './config.ts';
import { testFacet } from './test-connection.ts';
import { writeFacet } from './write.ts';

/** Opens a connection to a webhook. Nothing is sent before a facet is used. */
export async function openWebhook(
  config: WebhookConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof webhookCapabilities>> {
  const http = new HttpClient({
    url: new URL(config.url),
    headers: config.headers,
    auth: authOf(config),
    timeoutMs: config.request_timeout * 1000,
    allowPrivateAddresses: config.allow_private_addresses,
    log: (message) => host.log('info', message),
  });
  const facets = {
    test: testFacet(config.url, http),
    write: writeFacet(config, http),
  };
  return { facets, [Symbol.asyncDispose]: () => http[Symbol.asyncDispose]() };
}

/** The credentials that the method asks for; those of another method stay unused. */
function authOf({ auth_method, basic, header, query, oauth }: WebhookConfig): AuthConfig {
  switch (auth_method) {
    case 'basic':
      return { basic };
    case 'header':
      return { header };
    case 'query':
      return { query };
    case 'oauth_client_credentials':
      return { oauth };
    case 'polytomic_secret':
      return {};
  }
}
