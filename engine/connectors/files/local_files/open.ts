import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { discoverFacet } from '../../../families/files/discover.ts';
import { Files } from '../../../families/files/files.ts';
import { queryFacet } from '../../../families/files/query.ts';
import { readFacet } from '../../../families/files/read.ts';
import type { localFilesCapabilities } from './capabilities.ts';
import type { LocalFilesConfig } from './config.ts';
import { defineFacet } from './define.ts';
import { loadFacet } from './load.ts';
import { testFacet } from './test-connection.ts';

/** Opens a connection to a folder of files. */
export async function openLocalFiles(
  config: LocalFilesConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof localFilesCapabilities>> {
  const files = new Files(config, host);
  const facets = {
    test: testFacet(files),
    discover: discoverFacet(files),
    query: queryFacet(files),
    read: readFacet(files),
    define: defineFacet(files),
    load: loadFacet(files),
  };
  return { facets, [Symbol.asyncDispose]: () => files[Symbol.asyncDispose]() };
}
