import type { Capabilities } from '../../../contract/capabilities.ts';

/** What an OpenSearch domain can. Filters are applied by DuckDB. */
export const awsopensearchCapabilities = {
  test: {},
  discover: {},
  query: {},
  read: {},
  write: { operations: ['create', 'update', 'upsert', 'remove'], canLookup: true },
} as const satisfies Capabilities;
