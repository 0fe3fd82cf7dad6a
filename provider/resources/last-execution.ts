import type { Execution } from '@syncform/engine/api/documents.ts';

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
