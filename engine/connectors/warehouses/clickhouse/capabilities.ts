import type { Capabilities } from '../../../contract/capabilities.ts';
import { sqlCapabilities } from '../../../families/sql/capabilities.ts';

/** What a ClickHouse can. Loading is the connector's own. */
export const clickhouseCapabilities = {
  ...sqlCapabilities,
  test: {},
  load: { takes: ['relation', 'parquet', 'csv', 'rows'], hasColumnModes: true, canDeleteMissing: true },
} as const satisfies Capabilities;
