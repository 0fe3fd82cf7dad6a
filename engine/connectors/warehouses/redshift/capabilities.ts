import type { Capabilities } from '../../../contract/capabilities.ts';
import { sqlCapabilities } from '../../../families/sql/capabilities.ts';

/** What a Redshift database can. */
export const redshiftCapabilities = {
  ...sqlCapabilities,
  test: {},
} as const satisfies Capabilities;
