import type { Capabilities } from '../../../contract/capabilities.ts';
import { fileSourceCapabilities } from '../../../families/files/capabilities.ts';

/** What a CSV file on the web can. */
export const csvCapabilities = {
  test: {},
  ...fileSourceCapabilities,
} as const satisfies Capabilities;
