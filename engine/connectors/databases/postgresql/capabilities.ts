import type { Capabilities } from '../../../contract/capabilities.ts';
import { isRecreatedOnResync } from '../../../families/sql/table-configs.ts';

/** What a PostgreSQL database can. */
export const postgresqlCapabilities = {
  test: {},
  discover: {},
  query: { canFilter: true },
  read: { canFilter: true, canAddConstants: true, canPrepare: true },
  changes: {},
  define: {
    knowsNarrower: true,
    hasViews: true,
    knowsRights: true,
    canCount: true,
    recreatesOnResync: isRecreatedOnResync,
  },
  load: {
    takes: ['pgcopy', 'csv'],
    hasColumnModes: true,
    canDeleteMissing: true,
    canChangeTable: true,
    canFind: true,
  },
} as const satisfies Capabilities;

const SET_CHANGE_DETECTION =
  'changes are not followed over this connection: set change_detection = true and publication in it';

/** What a connection that is not set to detect changes cannot. */
export function unusableUndetected({
  change_detection,
  publication,
}: {
  readonly change_detection: boolean;
  readonly publication?: string | undefined;
}) {
  return change_detection && publication !== undefined ? {} : { changes: SET_CHANGE_DETECTION };
}
