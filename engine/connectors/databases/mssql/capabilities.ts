import type { Capabilities } from '../../../contract/capabilities.ts';
import { sqlCapabilities } from '../../../families/sql/capabilities.ts';

/** What a SQL Server database can. */
export const mssqlCapabilities = {
  ...sqlCapabilities,
  test: {},
  changes: {},
} as const satisfies Capabilities;

const NOT_DETECTED = 'changes are not followed over this connection: set change_detection = true in it';

/** What a connection that is not set to detect changes cannot. */
export function unusableUndetected({ change_detection }: { readonly change_detection: boolean }) {
  return change_detection ? {} : { changes: NOT_DETECTED };
}
