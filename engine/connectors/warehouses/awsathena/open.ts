import type { AthenaClient } from '@aws-sdk/client-athena';
import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { watchedAgents } from '../../../families/http/watched-sockets.ts';
import { assumedRole } from '../../../families/object-store/s3/assumed-role.ts';
import { identifyAwsUser } from '../../../families/object-store/s3/aws-user.ts';
import { readFacet } from '../../../families/sql/read.ts';
import type { SessionPool } from '../../../families/sql/session-pool.ts';
import { discoverFacet, sqlQueryFacet } from '../../../families/sql/source.ts';
import { canceled } from '../../../kit/abort.ts';
import type { athenaCapabilities } from './capabilities.ts';
import { listTables } from './catalog.ts';
import type { AthenaConfig } from './config.ts';
import { type AthenaSession, athenaSession } from './queries.ts';
import { resultsIn } from './result-files.ts';
import { athenaSystem } from './system.ts';

/** How long Athena may be silent while it owes an answer to a call, in ms. */
const SILENCE_MS = 60_000;

/** Opens a connection. Nothing is sent before a facet is used. */
export async function openAthena(
  config: AthenaConfig,
  { tempDir }: Pick<ConnectorHost, 'tempDir'>,
): Promise<OpenConnector<typeof athenaCapabilities>> {
  const { region, outputbucket } = config;
  const credentials = credentialsOf(config);
  const place = resultsIn(outputbucket, region, credentials);
  const agents = watchedAgents({ limitMs: SILENCE_MS, server: 'Athena' });
  let client: Promise<AthenaClient> | undefined;
  const opened = () => {
    client ??= import('./driver.ts').then(
      ({ AthenaClient: Client }) =>
        new Client({
          region,
          credentials,
          requestHandler: { httpAgent: agents.http, httpsAgent: agents.https },
        }),
    );
    return client;
  };
  const sessions = sessionsOf(async (signal) => athenaSession(await opened(), config, place, signal));
  const system = athenaSystem({ config, sessions, place, tempDir });
  return {
    facets: {
      test: {
        async test(signal) {
          await sessions.use(signal, async (session) => {
            await session.rows('SELECT 1 AS one');
            await listTables(session, config, undefined);
          });
          await using area = place.open(place.url);
          await area.test(signal);
        },
      },
      discover: discoverFacet(system),
      query: sqlQueryFacet(system),
      read: readFacet(system),
    },
    async identify(signal) {
      const { access_id: keyId, secret_access_key: secret } = config;
      if (config.auth_mode !== 'access_key_and_secret') return {};
      return identifyAwsUser({ keyId, secret, region }, signal);
    },
    async [Symbol.asyncDispose]() {
      (await client)?.destroy();
      agents[Symbol.dispose]();
    },
  };
}

function credentialsOf(config: AthenaConfig) {
  const { region, iam_role_arn: roleArn = '', external_id: externalId } = config;
  if (config.auth_mode === 'iam_role')
    return assumedRole({ roleArn, externalId, region, part: 'user or password' });
  return { accessKeyId: config.access_id ?? '', secretAccessKey: config.secret_access_key ?? '' };
}

/** A session is nothing but its signal: Athena keeps none between two queries. */
function sessionsOf(open: (signal: AbortSignal) => Promise<AthenaSession>): SessionPool<AthenaSession> {
  return {
    async use(signal, work) {
      try {
        return await work(await open(signal));
      } catch (error) {
        if (signal.aborted) throw canceled(signal);
        throw error;
      }
    },
    take: async (signal) => ({ session: await open(signal), done: () => {}, abandon: () => {} }),
    [Symbol.asyncDispose]: async () => {},
  };
}
