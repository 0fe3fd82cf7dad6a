import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import type { mongodbCapabilities } from './capabilities.ts';
import { changesFacet } from './changes/facet.ts';
import { openMongo } from './client.ts';
import type { MongodbConfig } from './config.ts';
import { discoverFacet } from './discover.ts';
import { listed } from './listed.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';
import { writeFacet } from './target/write.ts';

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export async function openMongodb(
  config: MongodbConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof mongodbCapabilities>> {
  const mongo = openMongo(config);
  return {
    facets: {
      // Logs in, and looks at what there is.
      test: { test: async (signal) => void (await listed(mongo, config.database, signal)) },
      discover: discoverFacet(mongo, host),
      query: queryFacet(mongo, host),
      read: readFacet(mongo, host),
      write: writeFacet(mongo),
      ...(config.change_detection ? { changes: changesFacet(mongo, host) } : {}),
    },
    [Symbol.asyncDispose]: () => mongo[Symbol.asyncDispose](),
  };
}
