import { resolve } from 'node:path';
import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import type { DuckdbConfig } from '../../../families/duckdb/config.ts';
import { defineFacet } from '../../../families/duckdb/define.ts';
import { discoverFacet } from '../../../families/duckdb/discover.ts';
import { loadFacet, together } from '../../../families/duckdb/load.ts';
import { queryFacet } from '../../../families/duckdb/query.ts';
import { readFacet } from '../../../families/duckdb/read.ts';
import { keepDuckdb } from '../../../movement/duckdb-hub.ts';
import type { duckdbFileCapabilities } from './capabilities.ts';
import { DuckdbFile } from './file.ts';
import { testFacet } from './test-connection.ts';

/** Opens a connection to a DuckDB file. The file itself is held only while a session or `keep` does. */
export async function openDuckdb(
  config: DuckdbConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof duckdbFileCapabilities>> {
  const file = new DuckdbFile(resolve(host.baseDir, config.path), host, !config.allow_external_access);
  const facets = {
    test: testFacet(file),
    discover: discoverFacet(file),
    query: queryFacet(file),
    read: readFacet(file),
    define: defineFacet(file),
    load: { ...loadFacet(file), together: together(file) },
  };
  return {
    facets,
    keep: () => keepDuckdb({ tempDir: host.tempDir, file: file.path }),
    [Symbol.asyncDispose]: async () => {},
  };
}
