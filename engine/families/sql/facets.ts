import type { FacetsOf } from '../../contract/contract.ts';
import type { sqlCapabilities } from './capabilities.ts';
import { defineFacet } from './define.ts';
import { loadFacet } from './load.ts';
import { readFacet } from './read.ts';
import { discoverFacet, sqlQueryFacet } from './source.ts';
import type { SqlSession, SqlSystem } from './system.ts';

/** What a relational database can do, all of it made from a dialect and hooks. A connector may replace any of them. */
export function sqlFacets<S extends SqlSession>(system: SqlSystem<S>): FacetsOf<typeof sqlCapabilities> {
  return {
    discover: discoverFacet(system),
    query: sqlQueryFacet(system),
    read: readFacet(system),
    define: defineFacet(system),
    load: loadFacet(system),
  };
}
