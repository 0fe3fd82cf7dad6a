import { filterConditions } from '../../../families/sql/query.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { copyExpression, naturalType } from './columns.ts';
import { postgresqlFilters } from './filter-dialect.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** A condition that holds of exactly the rows that a filter lets through; `column` finds what it names. */
export const filterCondition = filterConditions(postgresqlFilters, (column) => copyExpression(column).sql);

/** Rows without a value come along each time: nothing says when they changed. */
export function atOrAfter(column: SourceColumn, value: string): string {
  const name = quoteIdentifier(column.name);
  return `(${name} >= ${quoteLiteral(value)}::${naturalType(column.type)} OR ${name} IS NULL)`;
}
