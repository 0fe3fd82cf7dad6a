import type { Capabilities } from '../../../contract/capabilities.ts';
import { isPushed } from './filter-cql.ts';

/** What a ScyllaDB can. Filters that CQL has no words for are applied by DuckDB. */
export const scylladbCapabilities = {
  test: {},
  discover: {},
  query: { canFilter: isPushed },
  read: {},
} as const satisfies Capabilities;
