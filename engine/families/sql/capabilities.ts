import type { Capabilities } from '../../contract/capabilities.ts';
import { isRecreatedOnResync } from './table-configs.ts';

/** What `sqlFacets` can. A connector that replaces a facet declares what its own can. */
export const sqlCapabilities = {
  discover: {},
  query: { canFilter: true },
  read: { canFilter: true, canAddConstants: true },
  define: { knowsNarrower: true, hasViews: true, canCount: true, recreatesOnResync: isRecreatedOnResync },
  load: { takes: ['rows'], hasColumnModes: true, canDeleteMissing: true, canFind: true },
} as const satisfies Capabilities;
