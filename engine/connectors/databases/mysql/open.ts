import type { ConnectorHost, Facets, OpenConnector } from '../../../contract/contract.ts';
import { queryFacet } from '../../../families/sql/query.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import { changesFacet } from './changes/facet.ts';
import type { MysqlConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { discoverFacet } from './discover.ts';
import { loadFacet } from './load.ts';
import { readFacet } from './read.ts';
import { openSessions } from './sessions.ts';
import { mysqlSource } from './source.ts';
import { testFacet } from './test-connection.ts';

const NOT_DETECTED =
  'MySQL can have its changes followed only where the connection has change_detection = true';

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export async function openMysql(
  config: MysqlConfig,
  host: ConnectorHost,
): Promise<OpenConnector<'test' | 'discover' | 'query' | 'read' | 'changes' | 'define' | 'load'>> {
  const { hostname, port } = config;
  const tunnel = openTunnel(config, { host: hostname, port, knownHosts: host.knownHosts });
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
    } satisfies Omit<Facets, 'changes' | 'write'> & Partial<Pick<Facets, 'changes'>>,
    ...(config.change_detection ? {} : { unusable: { changes: NOT_DETECTED } }),
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}
