import type { TypeTables } from '../../types/type-tables.ts';
import { duckdbTypes } from '../duckdb/types.ts';

/**
 * Types of files are those in which DuckDB reads and writes them. What text cannot tell (a decimal's precision in a CSV
 * file) is found by looking at the values.
 */
export const localFilesTypes: TypeTables = {
  source: duckdbTypes.source,
  target: duckdbTypes.target.map((rule) =>
    rule.from === 'number'
      ? {
          from: 'number',
          to: 'VARCHAR',
          lossy: 'arithmetic: files have no decimal type without bounds, so it is text',
        }
      : rule,
  ),
};
