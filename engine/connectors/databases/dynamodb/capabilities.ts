import type { Capabilities } from '../../../contract/capabilities.ts';

/** What a DynamoDB can. Filters are applied by DuckDB: a Scan pays for every item that it looks at, filtered or not. */
export const dynamodbCapabilities = {
  test: {},
  discover: {},
  query: {},
  read: {},
  changes: {},
} as const satisfies Capabilities;

/** What a connection that is not set to detect changes cannot. */
export function unusableUndetected({ change_detection }: { readonly change_detection: boolean }) {
  return change_detection
    ? {}
    : {
        changes:
          'DynamoDB can have its changes followed only where the connection has change_detection = true',
      };
}
