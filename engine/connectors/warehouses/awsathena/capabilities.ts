import type { Capabilities } from '../../../contract/capabilities.ts';
import { sqlCapabilities } from '../../../families/sql/capabilities.ts';

const { discover, query, read } = sqlCapabilities;

/** What Athena can: it is read, and nothing is written to it. */
export const athenaCapabilities = { test: {}, discover, query, read } as const satisfies Capabilities;
