import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import type { csvCapabilities } from './capabilities.ts';
import type { CsvConfig } from './config.ts';
import { discoverFacet } from './discover.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';
import { CsvSource } from './source.ts';
import { testFacet } from './test-connection.ts';

/** Opens a connection to a CSV file on the web. Nothing is asked before a facet is used. */
export async function openCsv(
  config: CsvConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof csvCapabilities>> {
  const source = new CsvSource(config, host);
  const facets = {
    test: testFacet(source),
    discover: discoverFacet(source),
    query: queryFacet(source),
    read: readFacet(source),
  };
  return { facets, [Symbol.asyncDispose]: () => source.close() };
}
