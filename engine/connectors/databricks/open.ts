import { openTunnel } from '../../ssh/tunnel.ts';
import type { ConnectorHost, Facets, OpenConnector } from '../contract.ts';
import { openWarehouse } from './client/warehouse.ts';
import type { DatabricksConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { discoverFacet } from './discover.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';
import { testFacet } from './test-connection.ts';

/** Opens a connection. Nothing is sent to the warehouse before a facet is used. */
export async function openDatabricks(config: DatabricksConfig, host: ConnectorHost): Promise<OpenConnector> {
  const { server_hostname, port } = config;
  const tunnel = openTunnel(config, { host: server_hostname, port, knownHosts: host.knownHosts });
  const warehouse = openWarehouse(config, host, tunnel);
  return {
    facets: {
      test: testFacet(config, warehouse, tunnel),
      discover: discoverFacet(config, warehouse, host),
      query: queryFacet(config, warehouse),
      read: readFacet(config, warehouse),
      define: defineFacet(config, warehouse),
    } satisfies Pick<Facets, 'test' | 'discover' | 'query' | 'read' | 'define'>,
    async [Symbol.asyncDispose]() {
      await warehouse[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}
