import type { Capabilities } from '../../../contract/capabilities.ts';
import { duckdbCapabilities } from '../../../families/duckdb/capabilities.ts';

/** What a MotherDuck database can. */
export const motherduckCapabilities = {
  ...duckdbCapabilities,
  test: {},
  load: { ...duckdbCapabilities.load, takes: ['parquet'] },
} as const satisfies Capabilities;
