import type { DiscoverFacet } from '../../../contract/contract.ts';
import { unknownColumns } from '../../../families/files/discover.ts';
import type { CsvSource } from './source.ts';

/** One object: the file. */
export function discoverFacet(source: CsvSource): DiscoverFacet {
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
