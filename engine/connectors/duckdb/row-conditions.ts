import { duckdbFilters } from '../../filters/dialects/duckdb.ts';
import { type FilterColumn, filterSql } from '../../filters/filter-sql.ts';
import { fromText } from '../../movement/csv-dialect.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { fieldType } from '../../types/field-type.ts';
import type { FieldSchema, ReadRequest } from '../contract.ts';
import { hubValue } from './fields.ts';

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
