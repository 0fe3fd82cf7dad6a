import type { Capabilities } from '../../../contract/capabilities.ts';
import type { JsonObject } from '../../../kit/json.ts';

/** What a Databricks warehouse can. */
export const databricksCapabilities = {
  test: {},
  discover: {},
  query: { canFilter: true },
  read: { canFilter: true, canAddConstants: true },
  define: {
    foldsNames: true,
    canCount: true,
    writesRecordTimestamps: true,
    recreatesOnResync: ({ preserve_table_on_resync }: JsonObject) => preserve_table_on_resync !== true,
  },
  load: { takes: ['relation', 'parquet', 'csv', 'rows'], hasColumnModes: true, canDeleteMissing: true },
} as const satisfies Capabilities;
