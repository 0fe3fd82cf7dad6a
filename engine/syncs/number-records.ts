import { NUMBER } from '../contract/record-numbers.ts';
import type { ComparedRecords } from './compare-records.ts';
import { acknowledged } from './diff.ts';
import { believesLedger, type SyncRun } from './sync-run.ts';

/**
 * A relation of records with the numbers under which they are sent: those that the target has acknowledged before (`before`
 * is the ledger's file) come first, for of records with one key at the target the first is taken. All others get the
 * number of the record plus `read`, which is how many records there are.
 */
export function numberedAs(records: string, before: string | undefined, read: number): string {
  if (before === undefined) return records;
  return `(SELECT r.* REPLACE (CASE WHEN b._syncform_key IS NULL THEN r.${NUMBER.name} + ${read} ELSE r.${NUMBER.name} END AS ${NUMBER.name})
     FROM ${records} r LEFT JOIN ${acknowledged(before)} b ON b._syncform_key = r._syncform_key)`;
}

/** A record's own number, of the one under which it was sent. */
export function ownNumber(number: number, read: number): number {
  return read > 0 ? number % read : number;
}

/** Records that the target has and that are not among those sent: a relation of them, and the first number of a new one. */
export interface KnownHolders {
  readonly firstNew: number;
  readonly records: string;
}

/**
 * Of all records that were read, those that the target has acknowledged and that are not among `sent`; undefined where no new
 * one could take a row of theirs.
 */
export function knownHolders(
  run: SyncRun,
  { before, diff, read, shape }: Pick<ComparedRecords, 'before' | 'diff' | 'read' | 'shape'>,
  sent: string,
): KnownHolders | undefined {
  const { sync, blueprint } = run;
  // Records that another function finds have the target's key while they are sent, and the model's otherwise.
  if (!believesLedger(run) || before === undefined || diff.added === 0 || shape.identity !== undefined)
    return undefined;
  if (blueprint.key.length === 0 || sync.mode === 'append') return undefined;
  return {
    firstNew: read,
    records: `(SELECT r.* FROM records r SEMI JOIN ${acknowledged(before)} b ON b._syncform_key = r._syncform_key
      ANTI JOIN ${sent} s ON s._syncform_key = r._syncform_key)`,
  };
}
