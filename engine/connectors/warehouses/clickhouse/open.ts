import type { ConnectorHost, OpenConnector, TestFacet } from '../../../contract/contract.ts';
import { sqlFacets } from '../../../families/sql/facets.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import type { clickhouseCapabilities } from './capabilities.ts';
import type { ClickhouseConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { loadFacet } from './load.ts';
import { bareDatabase, httpPort, openSessions, type Sessions } from './sessions.ts';
import { type Staging, stagingOf } from './staging.ts';
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
  const staging = stagingOf(config);
  return {
    facets: {
      ...sqlFacets(system),
      test: testFacet(sessions, staging),
      define: defineFacet(system),
      load: loadFacet(system, staging),
    },
    identify: async (signal) => {
      const { aws_access_key_id: keyId, aws_secret_access_key: secret, s3_bucket_region: region } = config;
      if (config.auth_mode !== 'access_key_and_secret') return {};
      const { identifyAwsUser } = await import('../../../families/object-store/s3/aws-user.ts');
      return identifyAwsUser({ keyId, secret, region }, signal);
    },
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}

/** Logs in to the database, and tries the bucket where one is named. */
function testFacet(sessions: Sessions, staging: Staging | undefined): TestFacet {
  return {
    async test(signal) {
      await sessions.use(signal, (session) => session.rows('SELECT 1'));
      if (!staging) return;
      await using area = await staging.open();
      await area.test(signal);
    },
  };
}
