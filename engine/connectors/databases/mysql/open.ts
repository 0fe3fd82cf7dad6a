import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { queryFacet } from '../../../families/sql/query.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import type { Tunnel } from '../../../families/tunnel/tunnel.ts';
import type { mysqlCapabilities } from './capabilities.ts';
import { changesFacet } from './changes/facet.ts';
import type { MysqlConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { discoverFacet } from './discover.ts';
import { loadFacet } from './load.ts';
import { readFacet } from './read.ts';
import { openSessions } from './sessions.ts';
import { mysqlSource } from './source.ts';
import { testFacet } from './test-connection.ts';

type OpenMysql = OpenConnector<typeof mysqlCapabilities>;

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export function openMysql(config: MysqlConfig, host: ConnectorHost): Promise<OpenMysql> {
  const { hostname, port } = config;
  const tunnel = openTunnel(config, { host: hostname, port, knownHosts: host.knownHosts });
  return openMysqlOver(config, tunnel, host);
}

/** The same by way of a tunnel, which is closed with the connection. */
export async function openMysqlOver(
  config: MysqlConfig,
  tunnel: Tunnel | undefined,
  host: ConnectorHost,
): Promise<OpenMysql> {
  const sessions = openSessions(config, tunnel);
  return {
    facets: {
      test: testFacet(config, sessions, host),
      discover: discoverFacet(config, sessions),
      query: queryFacet(mysqlSource(config, sessions)),
      read: readFacet(config, sessions),
      define: defineFacet(config, sessions),
      load: loadFacet(config, sessions),
      ...(config.change_detection ? { changes: changesFacet(config, sessions) } : {}),
    },
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}
