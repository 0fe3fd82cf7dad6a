import { duckdbTypes } from '../../../families/duckdb/types.ts';
import type { TypeTables } from '../../../types/type-tables.ts';

/** Types are found by looking at the values, as DuckDB does; nothing is written. */
export const csvTypes: TypeTables = { source: duckdbTypes.source, target: [] };
