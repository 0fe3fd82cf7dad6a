import type { Capabilities } from '../../../contract/capabilities.ts';

/** What a MongoDB can. Filters are applied by DuckDB. */
export const mongodbCapabilities = {
  test: {},
  discover: {},
  query: {},
  read: {},
} as const satisfies Capabilities;
