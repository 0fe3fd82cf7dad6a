import type { Capabilities } from '../../../contract/capabilities.ts';
import { fileSourceCapabilities } from '../../../families/files/capabilities.ts';

/** What the files of an export can: they are read, and never written. */
export const exportCapabilities = { test: {}, ...fileSourceCapabilities } as const satisfies Capabilities;
