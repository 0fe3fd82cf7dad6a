import type { Capabilities } from '../../../contract/capabilities.ts';
import { duckdbCapabilities } from '../../../families/duckdb/capabilities.ts';

/** What a DuckDB file can. */
export const duckdbFileCapabilities = {
  ...duckdbCapabilities,
  test: {},
  load: { ...duckdbCapabilities.load, canLoadTogether: true },
} as const satisfies Capabilities;
