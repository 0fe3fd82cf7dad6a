import type { Capabilities } from '../../contract/capabilities.ts';
import type { WriteOperation } from '../../contract/contract.ts';
import { WRITE_OPERATIONS } from './manifest-objects.ts';

/** What every system can that is described by a manifest. */
export const manifestCapabilities = {
  test: {},
  discover: {},
  query: {},
  read: {},
  // An object of the user's own may do any of these.
  write: { canLookup: true, operations: WRITE_OPERATIONS as readonly WriteOperation[] },
} as const satisfies Capabilities;
