import type { ConnectorHost, OpenConnector } from '../../contract/contract.ts';
import { discoverFacet } from '../files/discover.ts';
import { queryFacet } from '../files/query.ts';
import type { storeCapabilities } from './capabilities.ts';
import { defineFacet } from './define.ts';
import { loadFacet } from './load.ts';
import type { ObjectStore } from './object-store.ts';
import { readFacet } from './read.ts';
import { StoreTables } from './store-tables.ts';
import type { StoreOptions } from './tables.ts';
import { testFacet } from './test-connection.ts';

/** A connection to a store of files, with everything that stores have in common. */
export function openStore(
  store: ObjectStore,
  config: StoreOptions & { readonly read_only: boolean },
  host: ConnectorHost,
): OpenConnector<typeof storeCapabilities> {
  const tables = new StoreTables(store, config, host);
  const facets = {
    test: testFacet(store, config.read_only),
    discover: discoverFacet(tables),
    query: queryFacet(tables),
    read: readFacet(tables),
    define: defineFacet(tables),
    load: loadFacet(tables),
  };
  return {
    facets,
    [Symbol.asyncDispose]: () => tables[Symbol.asyncDispose](),
  };
}
