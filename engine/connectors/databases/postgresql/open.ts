import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { openSessions } from '../../../families/postgresql/sessions.ts';
import { queryFacet } from '../../../families/sql/query.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import type { Tunnel } from '../../../families/tunnel/tunnel.ts';
import type { postgresqlCapabilities } from './capabilities.ts';
import { changesFacet } from './changes/facet.ts';
import type { PostgresqlConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { discoverFacet } from './discover.ts';
import { extensionReader } from './extension.ts';
import { loadFacet } from './load.ts';
import { readFacet } from './read.ts';
import { postgresServer } from './server.ts';
import { serverCancel } from './server-cancel.ts';
import { postgresqlSource } from './source.ts';
import { testFacet } from './test-connection.ts';

type OpenPostgresql = OpenConnector<typeof postgresqlCapabilities>;

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export function openPostgresql(config: PostgresqlConfig, host: ConnectorHost): Promise<OpenPostgresql> {
  const { hostname, port } = config;
  const tunnel = openTunnel(config, { host: hostname, port, knownHosts: host.knownHosts });
  return openPostgresqlOver(config, tunnel, host);
}

/** The same by way of a tunnel, which is closed with the connection. */
export async function openPostgresqlOver(
  config: PostgresqlConfig,
  tunnel: Tunnel | undefined,
  host: ConnectorHost,
): Promise<OpenPostgresql> {
  const sessions = openSessions(config, postgresServer(config), tunnel);
  const canceling = serverCancel(sessions);
  const extension = extensionReader(config, host, canceling, tunnel);
  const { publication } = config;
  const followsChanges = config.change_detection && publication !== undefined;
  return {
    facets: {
      test: testFacet(config, sessions),
      discover: discoverFacet(sessions),
      query: queryFacet(postgresqlSource(sessions, extension)),
      read: readFacet(sessions, extension),
      define: defineFacet(sessions),
      load: loadFacet(sessions),
      ...(followsChanges ? { changes: changesFacet({ config, publication, sessions, tunnel }, host) } : {}),
    },
    async [Symbol.asyncDispose]() {
      await extension[Symbol.asyncDispose]();
      canceling[Symbol.dispose]();
      await sessions[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}
