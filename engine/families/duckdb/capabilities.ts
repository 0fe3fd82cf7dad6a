import type { Capabilities } from '../../contract/capabilities.ts';
import { isRecreatedOnResync } from '../sql/table-configs.ts';

/** What the facets of this family can. */
export const duckdbCapabilities = {
  discover: {},
  query: {},
  read: { canFilter: true },
  define: {
    foldsNames: true,
    knowsNarrower: true,
    hasViews: true,
    knowsRights: true,
    canCount: true,
    recreatesOnResync: isRecreatedOnResync,
  },
  load: {
    takes: ['relation', 'parquet', 'csv', 'rows'],
    hasColumnModes: true,
    canDeleteMissing: true,
    canChangeTable: true,
    canFind: true,
  },
} as const satisfies Capabilities;
