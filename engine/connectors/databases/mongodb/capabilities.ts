import type { Capabilities } from '../../../contract/capabilities.ts';

/** What a MongoDB can. What it does not filter as syncform does, DuckDB does. */
export const mongodbCapabilities = {
  test: {},
  discover: {},
  query: { canFilter: true },
  read: { canFilter: true },
  changes: {},
  write: { operations: ['create', 'update', 'upsert', 'remove'], canLookup: true },
} as const satisfies Capabilities;

const NOT_DETECTED =
  'MongoDB can have its changes followed only where the connection has change_detection = true';

/** What a connection that is not set to detect changes cannot. */
export function unusableUndetected({ change_detection }: { readonly change_detection: boolean }) {
  return change_detection ? {} : { changes: NOT_DETECTED };
}
