import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { defineFacet } from '../../../families/duckdb/define.ts';
import { discoverFacet } from '../../../families/duckdb/discover.ts';
import { queryFacet } from '../../../families/duckdb/query.ts';
import { readFacet } from '../../../families/duckdb/read.ts';
import { identifyAwsUser } from '../../../families/object-store/s3/aws-user.ts';
import { s3StagingArea } from '../../../families/object-store/staging/s3.ts';
import { attachMotherduck, explained } from './attach.ts';
import type { motherduckCapabilities } from './capabilities.ts';
import type { MotherduckConfig } from './config.ts';
import { MotherduckDatabase } from './database.ts';
import { type AttachService, ServiceDuckdb } from './service.ts';
import { type Staging, stagedLoadFacet } from './stage-files.ts';
import { streamedQuery, streamedRead } from './streams.ts';

/** Opens a connection to MotherDuck. Nothing is connected before a facet asks something. */
export async function openMotherduck(
  config: MotherduckConfig,
  host: ConnectorHost,
  attach: AttachService = attachMotherduck(config),
): Promise<OpenConnector<typeof motherduckCapabilities>> {
  const service = new ServiceDuckdb(host.tempDir, explained(attach, config.database));
  const database = new MotherduckDatabase(config.database, service, !config.allow_external_access, host);
  const staging = stagingOf(config);
  const facets = {
    test: {
      async test(signal: AbortSignal) {
        await database.reading(signal, (session) => session.all('SELECT 1'));
        await using area = staging?.open();
        await area?.test(signal);
      },
    },
    discover: discoverFacet(database),
    query: streamedQuery(queryFacet(database), service),
    read: streamedRead(readFacet(database), service),
    define: defineFacet(database),
    load: stagedLoadFacet(database, service, staging, host),
  };
  return {
    facets,
    identify: async (signal) => (staging ? identifyAwsUser(staging.keys, signal) : {}),
    [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
  };
}

function stagingOf(config: MotherduckConfig): Staging | undefined {
  const { s3_bucket_name, s3_bucket_region, aws_access_key_id, aws_secret_access_key } = config;
  if (!s3_bucket_name || !s3_bucket_region || !aws_access_key_id || !aws_secret_access_key) return undefined;
  return {
    keys: { keyId: aws_access_key_id, secret: aws_secret_access_key, region: s3_bucket_region },
    open: () =>
      s3StagingArea({
        bucket: s3_bucket_name,
        region: s3_bucket_region,
        credentials: { accessKeyId: aws_access_key_id, secretAccessKey: aws_secret_access_key },
      }),
  };
}
