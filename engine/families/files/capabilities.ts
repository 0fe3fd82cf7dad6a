import type { Capabilities } from '../../contract/capabilities.ts';

/** What files can as sources, wherever they are. */
export const fileSourceCapabilities = {
  discover: { refusesUnknown: true },
  query: {},
  read: { canFilter: true },
} as const satisfies Capabilities;
