import type { Capabilities } from '../../../contract/capabilities.ts';
import { sqlCapabilities } from '../../../families/sql/capabilities.ts';

/** What a Snowflake database can. */
export const snowflakeCapabilities = {
  ...sqlCapabilities,
  test: {},
} as const satisfies Capabilities;
