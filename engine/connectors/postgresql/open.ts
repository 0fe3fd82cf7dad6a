import { openTunnel } from '../../ssh/tunnel.ts';
import type { ConnectorHost, Facets, OpenConnector } from '../contract.ts';
import { refuseChangeDetection } from '../relational/change-detection.ts';
import type { PostgresqlConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { discoverFacet } from './discover.ts';
import { extensionReader } from './extension.ts';
import { loadFacet } from './load.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';
import { openSessions } from './sessions.ts';
import { testFacet } from './test-connection.ts';

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export async function openPostgresql(config: PostgresqlConfig, host: ConnectorHost): Promise<OpenConnector> {
  refuseChangeDetection(config);
  const { hostname, port } = config;
  const tunnel = openTunnel(config, { host: hostname, port, knownHosts: host.knownHosts });
  const sessions = openSessions(config, tunnel);
  const extension = extensionReader(config, host, tunnel);
  return {
    facets: {
      test: testFacet(config, sessions),
      discover: discoverFacet(sessions),
      query: queryFacet(sessions, extension),
      read: readFacet(sessions, extension),
      define: defineFacet(sessions),
      load: loadFacet(sessions),
    } satisfies Pick<Facets, 'test' | 'discover' | 'query' | 'read' | 'define' | 'load'>,
    async [Symbol.asyncDispose]() {
      await extension[Symbol.asyncDispose]();
      await sessions[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}
