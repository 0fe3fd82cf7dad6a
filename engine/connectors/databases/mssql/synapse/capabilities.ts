import type { Capabilities } from '../../../../contract/capabilities.ts';
import { sqlCapabilities } from '../../../../families/sql/capabilities.ts';

/** What a dedicated SQL pool can: it keeps no record of changes. */
export const synapseCapabilities = { ...sqlCapabilities, test: {} } as const satisfies Capabilities;
