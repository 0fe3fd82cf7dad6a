import type { FacetOf } from '../../../contract/contract.ts';
import { unknownColumns } from '../../../families/files/discover.ts';
import type { csvCapabilities } from './capabilities.ts';
import type { CsvSource } from './source.ts';

/** One object: the file. */
export function discoverFacet(source: CsvSource): FacetOf<typeof csvCapabilities, 'discover'> {
  return {
    list: async () => [source.object],
    async describe(ids, configuration, signal) {
      if (!ids.includes(source.object.id)) return [];
      const { fields } = await source.host.withSession((session) =>
        source.table(session, source.csv(configuration), signal),
      );
      return [{ ...source.object, fields }];
    },
    refuseUnknown: unknownColumns,
  };
}
