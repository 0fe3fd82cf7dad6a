import type { Extraction, FieldSchema, RowFilter } from '../../../contract/contract.ts';
import { filteredByDuckdb } from '../../../families/documents/filtered.ts';
import type { Query } from './collections.ts';
import { matchOf } from './filter-match.ts';

/**
 * The rows that a filter lets through: MongoDB leaves out what it compares as syncform does, and DuckDB the rest. `extract` reads
 * fields of a query's documents.
 */
export async function filteredExtraction(
  query: Query,
  fields: readonly FieldSchema[],
  filter: RowFilter | undefined,
  extract: (query: Query, fields: readonly FieldSchema[]) => Extraction,
): Promise<Extraction> {
  if (!filter || filter.filters.length === 0) return extract(query, fields);
  const driver = await import('./driver.ts');
  return filteredByDuckdb(fields, filter, (some) => {
    const match = matchOf(driver, filter);
    return extract(match ? withMatch(query, match) : query, some);
  });
}

/** The query with a condition on the documents that it yields; as it is where it yields others than it looks at. */
function withMatch(query: Query, match: object): Query {
  if ('pipeline' in query) return { ...query, pipeline: [...query.pipeline, { $match: match }] };
  const { filter, projection, limit, skip } = query;
  if (projection !== undefined || limit !== undefined || skip !== undefined) return query;
  return { ...query, filter: Object.keys(filter).length > 0 ? { $and: [filter, match] } : match };
}
