import type { Execution, SyncPlan } from '@syncform/engine/api/documents.ts';

/** `last_execution` of an execution. */
export function executionState(execution: Execution) {
  const { id, status, started_at, completed_at, counts } = execution;
  return {
    id,
    status,
    started_at,
    completed_at,
    records_inserted: counts.inserted,
    records_updated: counts.updated,
    records_deleted: counts.deleted,
    records_unchanged: counts.unchanged,
    records_rejected: counts.rejected,
    bytes: counts.bytes,
  };
}

/** `estimate` of a plan: bytes are those of the last run, for as many rows. Null where nothing can be told. */
export function estimateState(
  { estimate }: SyncPlan,
  last:
    | Omit<ReturnType<typeof executionState>, 'id' | 'status' | 'started_at' | 'completed_at'>
    | null
    | undefined,
) {
  const { rows, api_calls } = estimate;
  if (rows === null && api_calls === null) return null;
  const moved = last ? last.records_inserted + last.records_updated + last.records_deleted : 0;
  const bytes = last && rows !== null && moved > 0 ? Math.round((last.bytes / moved) * rows) : null;
  return { rows, bytes, api_calls };
}
