import type { Capabilities } from '../../../contract/capabilities.ts';

/** What an OpenSearch domain can. What it does not filter as syncform does, DuckDB does. */
export const awsopensearchCapabilities = {
  test: {},
  discover: {},
  query: { canFilter: true },
  read: { canFilter: true },
  write: { operations: ['create', 'update', 'upsert', 'remove'], canLookup: true },
} as const satisfies Capabilities;
