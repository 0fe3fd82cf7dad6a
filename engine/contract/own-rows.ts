/** What of a column of a load is looked at. */
interface StampColumn {
  readonly name: string;
  readonly only?: 'create' | 'update' | undefined;
  readonly isStamp?: boolean | undefined;
}

/**
 * The column that tells rows that were written from here from those of others, in which it is NULL: a stamp that every write
 * sets. Undefined where rows bring none.
 */
export function stampOf(columns: readonly StampColumn[]): string | undefined {
  return columns.find(({ isStamp, only }) => isStamp && only === undefined)?.name;
}

/** The end of a SELECT that leaves out rows without a value in a column; empty where no column is named. */
export function hasValue(column: string | undefined, quote: (name: string) => string): string {
  return column === undefined ? '' : ` WHERE ${quote(column)} IS NOT NULL`;
}
