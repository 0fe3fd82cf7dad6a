import type { Extraction, FieldSchema, RowFilter } from '../../contract/contract.ts';
import { filterSql } from '../../filters/filter-sql.ts';
import { hubIdentifier, hubRelation } from '../../movement/hub-names.ts';
import { readable } from '../../movement/transfer.ts';
import { fieldType } from '../../types/field-type.ts';
import { duckdbFilters } from '../duckdb/filter-dialect.ts';

/**
 * The rows that a filter lets through, left out by DuckDB. The system may leave out some of the others before: `extract` reads rows
 * of some fields, which are all that the filter lets through and may be more. It is asked after the filter was checked.
 */
export function filteredByDuckdb(
  fields: readonly FieldSchema[],
  filter: RowFilter,
  extract: (fields: readonly FieldSchema[]) => Extraction,
): Extraction {
  const columns = new Map(
    filter.fields.map(({ name, type }) => [name, { sql: `r.${hubIdentifier(name)}`, type: fieldType(type) }]),
  );
  const where = filterSql(filter.filters, filter.logic, {
    dialect: duckdbFilters,
    columns,
    now: filter.now,
  });
  const more = filter.fields.filter(({ name }) => !fields.some((field) => field.name === name));
  const all = extract([...fields, ...more]);
  const relation = readable(all);
  const list = fields.map(({ name }) => `r.${hubIdentifier(name)}`).join(', ');
  const names = new Set(fields.map(({ name }) => name));
  return {
    columns: fields.map(({ name, type }) => ({ name, type })),
    ...(all.uniqueBy?.every((name) => names.has(name)) ? { uniqueBy: all.uniqueBy } : {}),
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
