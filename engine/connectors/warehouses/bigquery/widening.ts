import { decimalOf, lengthOf, wordOf } from './column-type.ts';

/* Which of BigQuery's types hold all values of which others, and which it can change. Types are as GoogleSQL says them. */

/** Decimal digits that an INT64 may need. */
const INTEGER_DIGITS = 19;

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const [to, from] = [wordOf(wide), wordOf(narrow)];
  const [toDecimal, fromDecimal] = [decimalOf(wide), decimalOf(narrow)];
  const [length = Number.POSITIVE_INFINITY, needed = Number.POSITIVE_INFINITY] = [
    lengthOf(wide),
    lengthOf(narrow),
  ];
  if (toDecimal) {
    if (fromDecimal) return toDecimal.scale >= fromDecimal.scale && toDecimal.whole >= fromDecimal.whole;
    return from === 'INT64' && toDecimal.whole >= INTEGER_DIGITS;
  }
  if (to === 'STRING')
    return from === 'STRING'
      ? length >= needed
      : length >= 100 && /^(INT64|NUMERIC|BIGNUMERIC|BOOL|DATE|TIME|DATETIME|TIMESTAMP)$/.test(from);
  return to === 'BYTES' && from === 'BYTES' && length >= needed;
}

/**
 * Whether `ALTER COLUMN … SET DATA TYPE` makes one type of the other
 * (https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#alter_column_set_data_type_statement).
 */
export function canAlter(from: string, to: string): boolean {
  const [was, becomes] = [wordOf(from), wordOf(to)];
  if (!holds(to, from)) return false;
  if (was === becomes) return true;
  return (
    (was === 'INT64' && /^(BIG)?NUMERIC$/.test(becomes)) || (was === 'NUMERIC' && becomes === 'BIGNUMERIC')
  );
}
