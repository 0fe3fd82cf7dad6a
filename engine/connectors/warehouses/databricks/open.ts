import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import type { databricksCapabilities } from './capabilities.ts';
import { openWarehouse } from './client/warehouse.ts';
import type { DatabricksConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { discoverFacet } from './discover.ts';
import { loadFacet } from './load.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';
import { stagingOf } from './staging.ts';
import { testFacet } from './test-connection.ts';

/** Opens a connection. Nothing is sent to the warehouse before a facet is used. */
export async function openDatabricks(
  config: DatabricksConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof databricksCapabilities>> {
  const { server_hostname, port } = config;
  const tunnel = openTunnel(config, { host: server_hostname, port, knownHosts: host.knownHosts });
  const warehouse = openWarehouse(config, host, tunnel);
  const staging = stagingOf(config, host);
  return {
    facets: {
      test: testFacet(config, warehouse, staging),
      discover: discoverFacet(config, warehouse, host),
      query: queryFacet(config, warehouse),
      read: readFacet(config, warehouse),
      define: defineFacet(config, warehouse),
      load: loadFacet(config, warehouse, staging, host),
    },
    identify: async (signal) => {
      const { aws_access_key_id: keyId, aws_secret_access_key: secret, s3_bucket_region: region } = config;
      const { identifyAwsUser } = await import('../../../families/object-store/s3/aws-user.ts');
      return identifyAwsUser({ keyId, secret, region }, signal);
    },
    async [Symbol.asyncDispose]() {
      await warehouse[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}
