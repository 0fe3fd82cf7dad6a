import type { Extraction, FieldSchema, RowFilter } from '../../../contract/contract.ts';
import { duckdbFilters } from '../../../families/duckdb/filter-dialect.ts';
import { filterSql } from '../../../filters/filter-sql.ts';
import { hubIdentifier, hubRelation } from '../../../movement/hub-names.ts';
import { readable } from '../../../movement/transfer.ts';
import { fieldType } from '../../../types/field-type.ts';
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
  const match = matchOf(await import('./driver.ts'), filter);
  const more = filter.fields.filter(({ name }) => !fields.some((field) => field.name === name));
  const all = extract(match ? withMatch(query, match) : query, [...fields, ...more]);
  const relation = readable(all);
  const columns = new Map(
    filter.fields.map(({ name, type }) => [name, { sql: `r.${hubIdentifier(name)}`, type: fieldType(type) }]),
  );
  const where = filterSql(filter.filters, filter.logic, {
    dialect: duckdbFilters,
    columns,
    now: filter.now,
  });
  const list = fields.map(({ name }) => `r.${hubIdentifier(name)}`).join(', ');
  return {
    columns: fields.map(({ name, type }) => ({ name, type })),
    offers: [
      {
        format: 'relation',
        isStream: true,
        async attach(session, signal) {
          const select = await relation.attach(session, signal);
          return `SELECT ${list} FROM ${hubRelation(select, all.columns)} WHERE ${where}`;
        },
      },
    ],
  };
}

/** The query with a condition on the documents that it yields; as it is where it yields others than it looks at. */
function withMatch(query: Query, match: object): Query {
  if ('pipeline' in query) return { ...query, pipeline: [...query.pipeline, { $match: match }] };
  const { filter, projection, limit, skip } = query;
  if (projection !== undefined || limit !== undefined || skip !== undefined) return query;
  return { ...query, filter: Object.keys(filter).length > 0 ? { $and: [filter, match] } : match };
}
