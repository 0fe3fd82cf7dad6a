import type { Capabilities } from '../../../contract/capabilities.ts';

/** What a MongoDB can. Filters are applied by DuckDB. */
export const mongodbCapabilities = {
  test: {},
  discover: {},
  query: {},
  read: {},
  write: { operations: ['create', 'update', 'upsert', 'remove'], canLookup: true },
} as const satisfies Capabilities;
