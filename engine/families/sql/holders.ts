import type { RowsToLoad } from '../../contract/contract.ts';
import { heededHolders, heldReason } from '../../contract/record-numbers.ts';

/** Where new rows are looked for whose key is another record's. `isNew` is a condition on the staged rows `s`. */
export interface HeldRows {
  /** The records' numbers of the staged rows `s`. */
  readonly number: string;
  /** Whether a new row finds a row of its key in the table. */
  isFound(isNew: string): Promise<boolean>;
  /** Stages the keys of the other records, which come as `keys` says, and takes the new rows that have one of them out. */
  refuse(isNew: string, keys: RowsToLoad, reason: string): Promise<void>;
}

/**
 * Refuses staged rows of new records whose key is, to the table, that of another record of the sync. The keys of the others
 * are sent only where a new row finds a row of its key, which is rare.
 */
export async function refuseHeld(request: RowsToLoad, rows: HeldRows): Promise<void> {
  const holders = heededHolders(request);
  if (!holders) return;
  const isNew = `${rows.number} >= ${holders.firstNew}`;
  if (!(await rows.isFound(isNew))) return;
  const { numbered, key, ...others } = request;
  const columns = key
    .map((name) => request.columns.find((column) => column.name === name))
    .filter((column) => column !== undefined);
  await rows.refuse(
    isNew,
    { ...others, key, columns, rows: holders.keys, onProgress: () => {} },
    heldReason(key),
  );
}
