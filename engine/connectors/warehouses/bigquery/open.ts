import type { ConnectorHost, OpenConnector, TestFacet } from '../../../contract/contract.ts';
import { GoogleApi } from '../../../families/google/google-api.ts';
import { sqlFacets } from '../../../families/sql/facets.ts';
import type { bigqueryCapabilities } from './capabilities.ts';
import { BigqueryClient } from './client.ts';
import type { BigqueryConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { connectionError } from './failures.ts';
import { loadFacet } from './load.ts';
import { loginOf } from './login.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { bigquerySystem } from './system.ts';

const ENDPOINT = 'https://bigquery.googleapis.com';
/** The service holds an answer back for ten seconds at most. */
const SILENCE_MS = 60_000;

/** Opens a connection. Nothing is sent to the service before a facet is used. */
export async function openBigquery(
  config: BigqueryConfig,
  _host: ConnectorHost,
): Promise<OpenConnector<typeof bigqueryCapabilities>> {
  const login = loginOf(config);
  const api = new GoogleApi(config.endpoint ?? ENDPOINT, login.tokens, SILENCE_MS);
  const sessions = openSessions(new BigqueryClient(api, login.project, config.location));
  const system = bigquerySystem(sessions, config);
  return {
    facets: {
      ...sqlFacets(system),
      test: testFacet(sessions),
      define: defineFacet(system),
      load: loadFacet(system),
    },
    identify: login.identify,
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  };
}

/** Logs in, and asks for the project's datasets and for the right to run a job. */
function testFacet(sessions: Sessions): TestFacet {
  return {
    test: (signal) =>
      sessions.use(signal, async (session) => {
        try {
          await session.client.get('datasets', signal, { maxResults: '1' });
          await session.dryRun('SELECT 1');
        } catch (error) {
          throw connectionError(error, await session.client.project());
        }
      }),
  };
}
