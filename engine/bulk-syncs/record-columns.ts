import type { ConstantColumn, LoadColumn, Mark } from '../contract/contract.ts';

/*
 * Columns that the engine fills in target tables, unless a bulk sync says `disable_record_timestamps`:
 *
 *   _syncform_created_at   when the record first arrived
 *   _syncform_updated_at   when it was last written: arrived, changed, or was marked as deleted
 *   _syncform_deleted_at   when it was found to be gone from the source; NULL of a record that is there
 */

const TYPE = 'datetime_tz';

export const CREATED_AT = '_syncform_created_at';
export const UPDATED_AT = '_syncform_updated_at';
export const DELETED_AT = '_syncform_deleted_at';

/** Which of the columns a table has. */
export interface RecordColumns {
  readonly hasTimestamps: boolean;
  /** Records that are gone from the source are marked instead of deleted. */
  readonly marksDeleted: boolean;
}

/** The columns, in order. */
export function recordColumns({ hasTimestamps, marksDeleted }: RecordColumns): readonly LoadColumn[] {
  if (!hasTimestamps) return [];
  return [
    { name: CREATED_AT, type: TYPE, only: 'create', isStamp: true },
    { name: UPDATED_AT, type: TYPE, isStamp: true },
    // A record that is there again differs by this one, and so loses its mark.
    ...(marksDeleted ? [{ name: DELETED_AT, type: TYPE }] : []),
  ];
}

/** The column in which rows that were never written from here have no value; undefined where nothing tells them apart. */
export function stampColumn({ hasTimestamps }: RecordColumns): string | undefined {
  return hasTimestamps ? UPDATED_AT : undefined;
}

/** Their values in rows that are read now, a time in the dialect of CsvStream. */
export function recordValues(columns: RecordColumns, now: string): readonly ConstantColumn[] {
  return recordColumns(columns).map(({ name, type }) => ({
    name,
    type,
    value: name === DELETED_AT ? null : now,
  }));
}

/** What is written into a record that is gone from the source; undefined where it is deleted. */
export function deletionMarks(columns: RecordColumns, now: string): readonly Mark[] | undefined {
  if (!columns.hasTimestamps || !columns.marksDeleted) return undefined;
  return [DELETED_AT, UPDATED_AT].map((name) => ({ name, type: TYPE, value: now }));
}
