import type { FacetOf } from '../../contract/contract.ts';
import type { duckdbCapabilities } from './capabilities.ts';
import type { DuckdbDatabase } from './database.ts';
import { describeObjects, listObjects } from './objects.ts';

/** Tables and views; none where the file is not there yet. */
export function discoverFacet(database: DuckdbDatabase): FacetOf<typeof duckdbCapabilities, 'discover'> {
  return {
    list: async ({ schema }, signal) =>
      (await database.reading(signal, (session, catalog) =>
        listObjects(session, catalog, typeof schema === 'string' ? schema : undefined),
      )) ?? [],
    describe: async (ids, _configuration, signal) =>
      (
        (await database.reading(signal, (session, catalog) =>
          describeObjects(session, catalog, ids, database),
        )) ?? []
      ).map(({ table: _, isView: __, ...object }) => object),
  };
}
