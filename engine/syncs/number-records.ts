import { NUMBER } from '../connectors/record-numbers.ts';
import { acknowledged } from './diff.ts';

/**
 * A relation of records with the numbers under which they are sent: those that the target has acknowledged before (`before`
 * is the snapshot's file) come first, for of records with one key at the target the first is taken. All others get the
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

/** Of all records that were read, those that the target has acknowledged (`before`) and that are not among `sent`. */
export function knownHolders(sent: string, before: string, read: number): KnownHolders {
  return {
    firstNew: read,
    records: `(SELECT r.* FROM records r SEMI JOIN ${acknowledged(before)} b ON b._syncform_key = r._syncform_key
      ANTI JOIN ${sent} s ON s._syncform_key = r._syncform_key)`,
  };
}
