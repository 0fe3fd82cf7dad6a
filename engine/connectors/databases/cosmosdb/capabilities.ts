import type { Capabilities } from '../../../contract/capabilities.ts';

/** What a Cosmos DB account can. What it does not filter as syncform does, DuckDB does. */
export const cosmosdbCapabilities = {
  test: {},
  discover: {},
  query: { canFilter: true },
  read: { canFilter: true },
} as const satisfies Capabilities;
