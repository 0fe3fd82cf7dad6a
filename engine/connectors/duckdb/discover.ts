import type { DiscoverFacet } from '../contract.ts';
import type { DuckdbFile } from './file.ts';
import { describeObjects, listObjects } from './objects.ts';

/** Tables and views; none where the file is not there yet. */
export function discoverFacet(file: DuckdbFile): DiscoverFacet {
  return {
    list: async ({ schema }, signal) =>
      (await file.reading(signal, (session, catalog) =>
        listObjects(session, catalog, typeof schema === 'string' ? schema : undefined),
      )) ?? [],
    describe: async (ids, _configuration, signal) =>
      ((await file.reading(signal, (session, catalog) => describeObjects(session, catalog, ids))) ?? []).map(
        ({ table: _, ...object }) => object,
      ),
  };
}
