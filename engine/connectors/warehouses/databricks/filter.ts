import type { FieldSchema, RowFilter } from '../../../contract/contract.ts';
import { type FilterColumn, filterSql } from '../../../filters/filter-sql.ts';
import { fieldType } from '../../../types/field-type.ts';
import { type SourceColumn, valueExpression } from './columns.ts';
import { databricksFilters } from './filter-dialect.ts';

/** A condition that holds of exactly the rows that a filter lets through; `column` finds what it names. */
export function filterCondition(filter: RowFilter, column: (field: FieldSchema) => SourceColumn): string {
  const columns = filter.fields.map((field): [string, FilterColumn] => [
    field.name,
    { sql: valueExpression(column(field)), type: fieldType(field.type) },
  ]);
  return filterSql(filter.filters, filter.logic, {
    dialect: databricksFilters,
    columns: new Map(columns),
    now: filter.now,
  });
}
