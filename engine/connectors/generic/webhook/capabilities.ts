import type { Capabilities } from '../../../contract/capabilities.ts';

/** What a webhook can. */
export const webhookCapabilities = {
  test: {},
  write: { operations: ['create', 'update', 'remove'] },
} as const satisfies Capabilities;
