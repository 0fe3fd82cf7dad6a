import type { ExistingTable, RowsToLoad } from '../../contract/contract.ts';

/*
 * Whether rows can go straight into a table, without a temporary one in which they are looked through.
 */

/** Whether a table's key has exactly these columns. */
export function hasKey({ key }: Pick<ExistingTable, 'key'>, names: readonly string[]): boolean {
  return key.length === names.length && key.every((name) => names.includes(name));
}

/**
 * Whether no column beside the key that takes no NULL can come without a value. The rows' own description says of which columns none
 * comes; `isTried` says that rows with one would be found, so that it is enough that they bring the column.
 */
export function bringsAllValues(
  { columns, table }: RowsToLoad,
  target: Pick<ExistingTable, 'columns' | 'key'>,
  isTried = false,
): boolean {
  return target.columns.every(
    (c) =>
      c.nullable ||
      target.key.includes(c.name) ||
      (columns.some(({ name }) => name === c.name) &&
        (isTried || table.columns.some(({ name, nullable }) => name === c.name && !nullable))),
  );
}
