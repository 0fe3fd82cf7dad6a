import type { FieldSchema, ReadRequest } from '../../contract/contract.ts';
import { type FilterColumn, filterSql } from '../../filters/filter-sql.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { fromText } from '../../movement/csv-dialect.ts';
import { fieldType } from '../../types/field-type.ts';
import { hubValue } from './fields.ts';
import { duckdbFilters } from './filter-dialect.ts';

/**
 * The largest value of a column that may be a position: what is stamped with a time in the future, in any zone, or is
 * none (infinity, NaN), would leave everything behind that comes later.
 */
export function largestPosition(name: string, type: string): string {
  const value = quoteIdentifier(name);
  const condition = {
    datetime_tz: `isfinite(${value}) AND ${value} <= now()`,
    datetime: `isfinite(${value}) AND ${value} <= (now() AT TIME ZONE 'UTC') + INTERVAL 14 HOUR`,
    date: `isfinite(${value}) AND ${value} <= (now() AT TIME ZONE 'UTC') + INTERVAL 14 HOUR`,
    single: `isfinite(${value})`,
    double: `isfinite(${value})`,
  }[fieldType(type).kind as string];
  return `max(${value})${condition ? ` FILTER (WHERE ${condition})` : ''}`;
}

/** ` WHERE …` for the rows of a table or file that are asked for, or nothing; `fieldOf` finds what the request names. */
export function rowConditions(
  { after, filter }: Pick<ReadRequest, 'after' | 'filter'>,
  fieldOf: (name: string) => FieldSchema,
): string {
  const conditions = [
    ...(after ? [atOrAfter(fieldOf(after.field), after.value)] : []),
    ...(filter ? [filterCondition(filter, fieldOf)] : []),
  ];
  return conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
}

/** Rows without a value come along each time: nothing says when they changed. */
function atOrAfter({ name, remote_type, type }: FieldSchema, value: string): string {
  const bound = fromText(quoteLiteral(value), fieldType(type));
  const column = quoteIdentifier(name);
  const compared = type === 'number' ? `CAST(${bound} AS ${remote_type})` : bound;
  return `(${column} >= ${compared} OR ${column} IS NULL)`;
}

function filterCondition(
  filter: NonNullable<ReadRequest['filter']>,
  fieldOf: (name: string) => FieldSchema,
): string {
  const columns = filter.fields.map((field): [string, FilterColumn] => {
    const { name, remote_type } = fieldOf(field.name);
    return [field.name, { sql: hubValue(name, remote_type, field.type), type: fieldType(field.type) }];
  });
  return filterSql(filter.filters, filter.logic, {
    dialect: duckdbFilters,
    columns: new Map(columns),
    now: filter.now,
  });
}
