import type { ConnectorHost, Facets, OpenConnector } from '../../../contract/contract.ts';
import { HttpClient } from '../../../families/http/client.ts';
import type { ApiConfig } from './config.ts';
import { discoverFacet } from './discover.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';
import { ApiSource } from './source.ts';
import { testFacet } from './test-connection.ts';

/** Opens a connection to an API. Nothing is asked before a facet is used. */
export async function openApi(config: ApiConfig, host: ConnectorHost): Promise<OpenConnector> {
  const http = new HttpClient({
    url: new URL(config.url),
    headers: config.headers,
    auth: config.auth,
    timeoutMs: config.request_timeout * 1000,
    allowPrivateAddresses: config.allow_private_addresses,
    log: (message) => host.log('info', message),
  });
  const source = new ApiSource(config, http, host);
  const facets = {
    test: testFacet(config, http),
    discover: discoverFacet(source),
    query: queryFacet(source),
    read: readFacet(source),
  } satisfies Pick<Facets, 'test' | 'discover' | 'query' | 'read'>;
  return {
    facets,
    async [Symbol.asyncDispose]() {
      await source.close();
      await http[Symbol.asyncDispose]();
    },
  };
}
