import type { Capabilities } from '../../../contract/capabilities.ts';

/** What a DynamoDB can. Filters are applied by DuckDB: a Scan pays for every item that it looks at, filtered or not. */
export const dynamodbCapabilities = {
  test: {},
  discover: {},
  query: {},
  read: {},
} as const satisfies Capabilities;
