import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { discoverFacet } from '../../../families/files/discover.ts';
import { queryFacet } from '../../../families/files/query.ts';
import { identifyAwsUser } from '../../../families/object-store/s3/aws-user.ts';
import { bucketStore } from '../../../families/object-store/s3/bucket-store.ts';
import type { exportCapabilities } from './capabilities.ts';
import type { ExportsConfig } from './config.ts';
import { readFacet } from './read.ts';
import { ExportTables } from './tables.ts';

/** Opens a connection to a bucket. Nothing is asked before a facet is used. */
export async function openExports(
  config: ExportsConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof exportCapabilities>> {
  const tables = new ExportTables(bucketStore(config, host), host);
  return {
    facets: {
      test: { test: (signal) => tables.check(signal) },
      discover: discoverFacet(tables),
      query: queryFacet(tables),
      read: readFacet(tables),
    },
    identify: async (signal) => {
      const { aws_access_key_id: keyId, aws_secret_access_key: secret, s3_bucket_region: region } = config;
      // Another store's keys are not shown to AWS.
      return config.endpoint === undefined ? identifyAwsUser({ keyId, secret, region }, signal) : {};
    },
    [Symbol.asyncDispose]: () => tables[Symbol.asyncDispose](),
  };
}
