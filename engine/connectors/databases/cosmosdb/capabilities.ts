import type { Capabilities } from '../../../contract/capabilities.ts';

/** What a Cosmos DB account can. What it does not filter as syncform does, DuckDB does. */
export const cosmosdbCapabilities = {
  test: {},
  discover: {},
  query: { canFilter: true },
  read: { canFilter: true },
  changes: {},
} as const satisfies Capabilities;

/** What a connection that is not set to detect changes cannot. */
export function unusableUndetected({ change_detection }: { readonly change_detection: boolean }) {
  return change_detection
    ? {}
    : {
        changes:
          'Azure Cosmos DB can have its changes followed only where the connection has change_detection = true',
      };
}
