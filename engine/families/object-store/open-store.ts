import type { ConnectorHost, Facets, OpenConnector } from '../../contract/contract.ts';
import { discoverFacet } from '../files/discover.ts';
import { queryFacet } from '../files/query.ts';
import { defineFacet } from './define.ts';
import { loadFacet } from './load.ts';
import type { ObjectStore } from './object-store.ts';
import { readFacet } from './read.ts';
import { StoreTables } from './store-tables.ts';
import type { StoreOptions } from './tables.ts';
import { testFacet } from './test-connection.ts';

const READ_ONLY = 'the connection is read_only: unset it to write there';

/** A connection to a store of files, with everything that stores have in common. */
export function openStore(
  store: ObjectStore,
  config: StoreOptions & { readonly read_only: boolean },
  host: ConnectorHost,
): OpenConnector<'test' | 'discover' | 'query' | 'read' | 'define' | 'load'> {
  const tables = new StoreTables(store, config, host);
  const facets = {
    test: testFacet(store, config.read_only),
    discover: discoverFacet(tables),
    query: queryFacet(tables),
    read: readFacet(tables),
    define: defineFacet(tables),
    load: loadFacet(tables),
  } satisfies Pick<Facets, 'test' | 'discover' | 'query' | 'read' | 'define' | 'load'>;
  return {
    facets,
    ...(config.read_only ? { unusable: { define: READ_ONLY, load: READ_ONLY } } : {}),
    [Symbol.asyncDispose]: () => tables[Symbol.asyncDispose](),
  };
}
