import type { ConnectorHost, OpenConnector, TestFacet } from '../../../contract/contract.ts';
import { sqlFacets } from '../../../families/sql/facets.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import type { clickhouseCapabilities } from './capabilities.ts';
import type { ClickhouseConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { loadFacet } from './load.ts';
import { bareDatabase, httpPort, openSessions, type Sessions } from './sessions.ts';
import { clickhouseSystem } from './system.ts';

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export async function openClickhouse(
  config: ClickhouseConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof clickhouseCapabilities>> {
  const { hostname, port } = config;
  const tunnel = openTunnel(config, { host: hostname, port: httpPort(port), knownHosts: host.knownHosts });
  const sessions = openSessions(config, tunnel);
  const system = clickhouseSystem(sessions, bareDatabase(config), config.database !== undefined);
  return {
    facets: {
      ...sqlFacets(system),
      test: testFacet(sessions),
      define: defineFacet(system),
      load: loadFacet(system),
    },
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}

/** Logs in to the database. */
function testFacet(sessions: Sessions): TestFacet {
  return {
    test: (signal) => sessions.use(signal, async (session) => void (await session.rows('SELECT 1'))),
  };
}
