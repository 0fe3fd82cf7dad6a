import type { LoadColumn } from '../../contract/contract.ts';

/*
 * Columns that tell of a change, in tables that keep every change:
 *
 *   _syncform_operation     snapshot (a row that was there when the object was read), insert, update, delete or truncate
 *   _syncform_position      where in the source's log its transaction was committed; NULL of a snapshot
 *   _syncform_transaction   grows from transaction to transaction in the order of their commits; NULL of a snapshot
 *   _syncform_sequence      its place among the object's changes in its transaction, from 1
 *   _syncform_committed_at  when the transaction was committed, as the source says; of a snapshot when it was read
 *   _syncform_unchanged     columns, separated by commas, whose value the log does not have, as the change left it as it was
 *
 * A change of a row's key is a delete of the old key and an insert of the new one.
 */
export const OPERATION = '_syncform_operation';
export const POSITION = '_syncform_position';
export const TRANSACTION = '_syncform_transaction';
export const SEQUENCE = '_syncform_sequence';
export const COMMITTED_AT = '_syncform_committed_at';
export const UNCHANGED_COLUMNS = '_syncform_unchanged';

export const HISTORY_COLUMNS: readonly LoadColumn[] = [
  { name: OPERATION, type: 'string' },
  { name: POSITION, type: 'string' },
  { name: TRANSACTION, type: 'bigint' },
  { name: SEQUENCE, type: 'bigint' },
  { name: COMMITTED_AT, type: 'datetime_tz' },
  { name: UNCHANGED_COLUMNS, type: 'string' },
];

/** The values of a snapshot's rows; `now` is a time in the dialect of CsvStream. */
export function snapshotValues(now: string) {
  return HISTORY_COLUMNS.map(({ name, type }) => ({
    name,
    type,
    value: name === OPERATION ? 'snapshot' : name === COMMITTED_AT ? now : null,
  }));
}
