import type { Capabilities } from '../../../contract/capabilities.ts';
import { sqlCapabilities } from '../../../families/sql/capabilities.ts';

/** What a SQL Server database can. */
export const mssqlCapabilities = {
  ...sqlCapabilities,
  test: {},
} as const satisfies Capabilities;
