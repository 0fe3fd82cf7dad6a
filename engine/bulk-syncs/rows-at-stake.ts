import type { BulkSyncInput } from '../api/documents.ts';
import type { DefineFacet, ExistingTable, LoadColumn } from '../contract/contract.ts';
import { stampOf } from '../contract/own-rows.ts';
import { ALLOWED, type RowsOfOthers, rowsOfOthers } from '../executions/rows-of-others.ts';
import { InvalidError } from '../kit/errors.ts';
import type { ObjectMovement } from './object-movement.ts';

/** Rows of a table that a bulk sync did not load. */
export interface RowsAtStake {
  /** All of them; undefined where there are none. */
  readonly others: RowsOfOthers | undefined;
  /** Those that nothing tells from the bulk sync's own, for another one wrote them. */
  readonly stamped: RowsOfOthers | undefined;
  /** Those that a run deletes. */
  readonly deleted: RowsOfOthers | undefined;
}

export const NOTHING_AT_STAKE: RowsAtStake = { others: undefined, stamped: undefined, deleted: undefined };

/** Looks at the rows of a table that is there and that the bulk sync has neither made nor loaded. */
export async function rowsAtStake(
  define: DefineFacet,
  { id, existing }: { readonly id: string; readonly existing: ExistingTable | null },
  { mergesOthers, recordColumns }: ObjectMovement,
  engineColumns: readonly LoadColumn[],
  signal: AbortSignal,
): Promise<RowsAtStake> {
  const others = await rowsOfOthers(define, id, signal);
  const stamp = stampOf(engineColumns);
  const isStamped = existing?.columns.some(({ name }) => name === stamp) === true;
  const stamped =
    others && mergesOthers && isStamped ? await rowsOfOthers(define, id, signal, stamp) : undefined;
  const deleted = mergesOthers ? (recordColumns.marksDeleted ? undefined : stamped) : others;
  return { others, stamped, deleted };
}

/** Throws an InvalidError where a run would delete rows that the bulk sync did not load, and it is not allowed to. */
export function refuseDeletion(
  { allow_destructive }: BulkSyncInput,
  { deleted, stamped }: RowsAtStake,
  { object, table, place }: { object: string; table: string; place: readonly (string | number)[] },
): void {
  if (!deleted || allow_destructive === true) return;
  const message =
    deleted === stamped
      ? `${object}: ${stampedOnes(table, deleted)} and would delete where the source does not have them. ${ALLOWED}`
      : `${object}: ${table} has ${deleted.words} that this bulk sync did not load and would delete. ${ALLOWED}`;
  throw new InvalidError([{ path: place, message, code: 'destructive' }]);
}

/** Rows that another bulk sync has written, as the beginning of a sentence. */
export function stampedOnes(table: string, { words }: RowsOfOthers): string {
  return `${table} has ${words} with the timestamps of another bulk sync, which this one takes for its own`;
}
