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
