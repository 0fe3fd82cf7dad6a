import { filterConditions } from '../../../families/sql/query.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { fieldType } from '../../../types/field-type.ts';
import { cursorExpression, cursorLiteral, mayBeZeroDate, textExpression } from './columns.ts';
import { mysqlFilters } from './filter-dialect.ts';
import { quoteIdentifier } from './sql.ts';

/** A condition that holds of exactly the rows that a filter lets through; `column` finds what it names. */
export const filterCondition = filterConditions(mysqlFilters, movedValue);

/** Types whose columns are text as they stand. */
const TEXT = /^(var)?char\b|^(tiny|medium|long)?text$/;

/** The value that is moved, for comparisons. */
function movedValue(column: SourceColumn): string {
  const ref = quoteIdentifier(column.name);
  const { kind } = fieldType(column.type);
  if (mayBeZeroDate(column) && kind !== 'string') return `IF(${isRealDate(column)}, ${ref}, NULL)`;
  if (kind === 'string' && !TEXT.test(column.mapping)) return `CAST(${textExpression(column)} AS CHAR)`;
  // A number of bits compares as a number.
  if (kind === 'binary') return `CAST(${ref} AS BINARY)`;
  return textExpression(column);
}

/** Whether a date has no zeros. A timestamp has them all or none; dates of both kinds may have some. */
export function isRealDate({ name }: SourceColumn): string {
  const ref = quoteIdentifier(name);
  return `(year(${ref}) > 0 AND month(${ref}) > 0 AND dayofmonth(${ref}) > 0)`;
}

/** Rows without a value, or with a date that is read as none, come along each time: nothing says when they changed. */
export function atOrAfter(column: SourceColumn, value: string): string {
  const ref = cursorExpression(column);
  const zero = mayBeZeroDate(column) ? ` OR ${ref} < '0001-01-01'` : '';
  return `(${ref} >= ${cursorLiteral(column, value)} OR ${ref} IS NULL${zero})`;
}
