import { pause, throwIfAborted } from '../../../kit/abort.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { isMissing } from './catalog.ts';
import { StatementError } from './client/failures.ts';
import { LONG_LIMIT_MS } from './client/limits.ts';
import type { Row } from './client/values.ts';
import type { Warehouse } from './client/warehouse.ts';
import { type MergeStatement, mergeStage, tableHistory } from './load-statements.ts';
import { formatTableId, type TableName } from './names.ts';

export interface Counts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** Tries of a statement that others' commits got in the way of: nothing of it was done. */
const TRIES = 5;
const WAIT_MS = 1000;

/** Carries out a statement that changes the target and may be repeated if the warehouse says that nothing was done. */
export async function change(
  target: TableName,
  signal: AbortSignal,
  work: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      throwIfAborted(signal);
      if (isConflict(error) && attempt < TRIES) {
        await pause(WAIT_MS * attempt, signal);
        continue;
      }
      throw isAltered(error) ? alteredError(target, error) : error;
    }
  }
}

/** Merges a staged batch and answers what that changed. */
export async function merge(
  warehouse: Warehouse,
  work: MergeStatement,
  signal: AbortSignal,
): Promise<Counts> {
  const { target } = work;
  const sql = mergeStage(work);
  const doing = { doing: `merging into ${formatTableId(target)}`, limitMs: LONG_LIMIT_MS };
  let row: Row | undefined;
  let isRepeated = false;
  try {
    [row] = await change(target, signal, () => warehouse.run(sql, signal, doing));
  } catch (error) {
    throwIfAborted(signal);
    if (!isUnknown(error)) throw error;
    // Merged a second time, the batch changes nothing; both are in the history.
    isRepeated = true;
    [row] = await change(target, signal, () => warehouse.rows(sql, signal, doing));
  }
  // The answer does not tell rows that were updated from rows that were marked.
  const isToldApart = row?.num_inserted_rows !== undefined && !(work.deletesMissing && work.marks);
  if (row && isToldApart && !isRepeated) return countsOf(work, answered(row));
  const merges = await historyOfMerges(warehouse, target, signal);
  const found = sumOf(work, merges.filter(isOf(work)));
  if (found) return found;
  if (row && isToldApart) return countsOf(work, answered(row));
  return sumOf(work, merges.slice(0, 1)) ?? { inserted: 0, updated: 0, deleted: 0 };
}

/**
 * What merges of this batch that are in the table's history changed, or undefined where it names none: also where the
 * driver cannot read under which conditions a MERGE was done.
 */
export async function mergedBefore(
  warehouse: Warehouse,
  work: MergeStatement,
  signal: AbortSignal,
): Promise<Counts | undefined> {
  const merges = await historyOfMerges(warehouse, work.target, signal);
  return sumOf(work, merges.filter(isOf(work)));
}

/** The table's latest merges, the last one first. */
async function historyOfMerges(
  warehouse: Warehouse,
  target: TableName,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const doing = { doing: `reading the history of ${formatTableId(target)}` };
  const history = await warehouse.rows(tableHistory(target), signal, doing);
  return history.filter(({ operation }) => operation === 'MERGE');
}

function isOf({ batch }: MergeStatement): (entry: Row) => boolean {
  return ({ operationParameters }) => operationParameters?.includes(batch) === true;
}

function sumOf(work: MergeStatement, merges: readonly Row[]): Counts | undefined {
  if (merges.length === 0) return undefined;
  return merges
    .map(({ operationMetrics }) => countsOf(work, recorded(operationMetrics ?? '{}')))
    .reduce((a, b) => ({
      inserted: a.inserted + b.inserted,
      updated: a.updated + b.updated,
      deleted: a.deleted + b.deleted,
    }));
}

interface Changed extends Counts {
  /** Rows without a counterpart in the batch that were written to: marked. */
  readonly marked: number;
}

function answered(row: Row): Changed {
  const count = (value: string | null | undefined) => Number(value ?? 0);
  return {
    inserted: count(row.num_inserted_rows),
    updated: count(row.num_updated_rows),
    deleted: count(row.num_deleted_rows),
    marked: 0,
  };
}

/** https://docs.databricks.com/delta/history.html#operation-metrics-keys */
function recorded(metrics: string): Changed {
  const found = JSON.parse(metrics) as Readonly<Record<string, string | undefined>>;
  const marked = Number(found.numTargetRowsNotMatchedBySourceUpdated ?? 0);
  return {
    inserted: Number(found.numTargetRowsInserted ?? 0),
    updated: Number(found.numTargetRowsUpdated ?? 0) - marked,
    deleted: Number(found.numTargetRowsDeleted ?? 0),
    marked,
  };
}

/** What is marked counts as deleted. */
function countsOf({ operation, marks }: MergeStatement, changed: Changed): Counts {
  const { inserted, updated, deleted, marked } = changed;
  if (operation === 'delete' && marks) return { inserted, updated: 0, deleted: updated };
  return { inserted, updated, deleted: deleted + marked };
}

/** Others committed to the table meanwhile (https://docs.databricks.com/optimizations/isolation-level.html). */
function isConflict(error: unknown): boolean {
  return (
    error instanceof StatementError &&
    /^DELTA_(CONCURRENT_|METADATA_CHANGED|PROTOCOL_CHANGED)/.test(error.condition)
  );
}

/** Whether the line broke, so that nobody said what became of the statement. */
export function isUnknown(error: unknown): boolean {
  return error instanceof SyncformError && !(error instanceof StatementError) && error.cause !== undefined;
}

/** Whether the table is not what it was when the load began: somebody dropped or altered it. */
function isAltered(error: unknown): boolean {
  return (
    isMissing(error) ||
    (error instanceof StatementError &&
      /^(UNRESOLVED_COLUMN|DELTA_MERGE_UNRESOLVED_EXPRESSION|FIELD_NOT_FOUND|DELTA_METADATA_MISMATCH|DELTA_FAILED_TO_MERGE_FIELDS|DELTA_SCHEMA_CHANGE|COLUMN_NOT_FOUND)/.test(
        error.condition,
      ))
  );
}

export function alteredError(target: TableName, cause?: unknown): SyncformError {
  return new SyncformError(
    'source_changed',
    `the table ${formatTableId(target)} was altered while rows were being loaded into it, and holds none of them${cause instanceof Error ? `: ${cause.message}` : ''}`,
    { hint: 'Plan again.', cause },
  );
}
