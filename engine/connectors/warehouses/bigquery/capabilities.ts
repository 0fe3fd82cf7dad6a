import type { Capabilities } from '../../../contract/capabilities.ts';
import { sqlCapabilities } from '../../../families/sql/capabilities.ts';

/** What the datasets of a Google Cloud project can. Loading is the connector's own. */
export const bigqueryCapabilities = {
  ...sqlCapabilities,
  query: { ...sqlCapabilities.query, tellsCost: true },
  read: { ...sqlCapabilities.read, tellsCost: true },
  test: {},
  load: {
    takes: ['relation', 'parquet', 'csv', 'rows'],
    hasColumnModes: true,
    canDeleteMissing: true,
    canFind: true,
  },
} as const satisfies Capabilities;
