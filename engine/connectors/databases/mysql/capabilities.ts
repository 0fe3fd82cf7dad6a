import type { Capabilities } from '../../../contract/capabilities.ts';
import { isRecreatedOnResync } from '../../../families/sql/table-configs.ts';

/** What a MySQL or MariaDB database can. */
export const mysqlCapabilities = {
  test: {},
  discover: {},
  query: { canFilter: true },
  read: { canFilter: true, canAddConstants: true },
  changes: {},
  define: {
    foldsNames: true,
    knowsNarrower: true,
    hasViews: true,
    knowsRights: true,
    canCount: true,
    recreatesOnResync: isRecreatedOnResync,
  },
  load: { takes: ['csv'], hasColumnModes: true, canDeleteMissing: true, canFind: true },
} as const satisfies Capabilities;

const NOT_DETECTED =
  'MySQL can have its changes followed only where the connection has change_detection = true';

/** What a connection that is not set to detect changes cannot. */
export function unusableUndetected({ change_detection }: { readonly change_detection: boolean }) {
  return change_detection ? {} : { changes: NOT_DETECTED };
}
