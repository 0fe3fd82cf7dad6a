import type { ConnectorHost, OpenConnector, TestFacet } from '../../../contract/contract.ts';
import { GoogleApi } from '../../../families/google/google-api.ts';
import { sqlFacets } from '../../../families/sql/facets.ts';
import { bucketOf } from './bucket.ts';
import type { bigqueryCapabilities } from './capabilities.ts';
import { BigqueryClient } from './client.ts';
import type { BigqueryConfig } from './config.ts';
import { defineFacet } from './define.ts';
import type { Bucket } from './export.ts';
import { connectionError } from './failures.ts';
import { loadFacet } from './load.ts';
import { loginOf } from './login.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { storageOf } from './storage/use.ts';
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
  const storage = storageOf(config, login.tokens);
  const sessions = openSessions(new BigqueryClient(api, login.project, config.location, storage));
  const bucket = bucketOf(config, login.tokens);
  const system = bigquerySystem(sessions, config, {
    bucket,
    storage: storage && { use: storage, project: login.project },
  });
  return {
    facets: {
      ...sqlFacets(system),
      test: testFacet(sessions, bucket),
      define: defineFacet(system),
      load: loadFacet(system),
    },
    identify: login.identify,
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await storage?.[Symbol.asyncDispose]();
    },
  };
}

/** Logs in, asks for the project's datasets and for the right to run a job, and tries the bucket where one is named. */
function testFacet(sessions: Sessions, bucket: Bucket | undefined): TestFacet {
  return {
    async test(signal) {
      await sessions.use(signal, async (session) => {
        try {
          await session.client.get('datasets', signal, { maxResults: '1' });
          await session.dryRun('SELECT 1');
        } catch (error) {
          throw connectionError(error, await session.client.project());
        }
      });
      if (!bucket) return;
      await using store = bucket.open();
      const key = `_syncform_test/${process.pid}-${Date.now()}`;
      await store.put(key, 'ok', signal);
      await store.list(key, signal);
      await store.remove([key], signal);
    },
  };
}
