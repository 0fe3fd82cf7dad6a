import { filterConditions } from '../../../families/sql/query.ts';
import { copyExpression } from './columns.ts';
import { postgresqlFilters } from './filter-dialect.ts';

/** A condition that holds of exactly the rows that a filter lets through; `column` finds what it names. */
export const filterCondition = filterConditions(postgresqlFilters, (column) => copyExpression(column).sql);
