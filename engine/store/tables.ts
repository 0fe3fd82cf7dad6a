import type { Generated } from 'kysely';
import type { Execution, ExecutionObject, ExecutionStatus } from '../api/documents.ts';
import type { LogLine } from './executions.ts';

/*
 * The store's tables as Kysely sees them. Documents, cursors, keys and records are JSON text of our own making. Times are
 * RFC 3339 text, except a lease's expiry, which is compared: milliseconds since the epoch.
 */

export interface Tables {
  meta: { name: string; value: string };
  connections: DocumentRow;
  models: DocumentRow & { connection_id: string };
  syncs: DocumentRow & { target_connection_id: string };
  sync_models: { sync_id: string; model_id: string };
  bulk_syncs: DocumentRow & { source_connection_id: string; destination_connection_id: string };
  secrets: { owner: string; sealed: string };
  positions: {
    sync_id: string;
    object: string;
    cursor: string | null;
    batch_id: string | null;
    definition_version: string | null;
    source_place: string | null;
    target_place: string | null;
    target_table: string | null;
    updated_at: string;
  };
  ledgers: {
    sync_id: string;
    path: string;
    rows: number;
    digest: string;
    definition_version: string | null;
    batch_id: string | null;
    target_place: string | null;
    target_table: string | null;
    updated_at: string;
  };
  row_counts: {
    sync_id: string;
    object: string;
    target_place: string;
    target_table: string;
    rows: number;
  };
  rejected_records: {
    sync_id: string;
    object: string;
    key: string;
    reason: string;
    record: string | null;
    first_seen_at: string;
    last_seen_at: string;
    attempts: number;
  };
  schema_primary_keys: { connection_id: string; schema_id: string; field_ids: string };
  known_sources: { sync_id: string; object: string; choice: string; taken: string; left: string };
  target_tables: { sync_id: string; connection_id: string; table: string };
  /** `made_at` in milliseconds since the epoch. */
  half_made: {
    id: string;
    pid: number;
    hostname: string;
    machine: string;
    process_started: string | null;
    made_at: number;
  };
  retired: { id: string };
  /** `given` is a keyed digest of the configured secret. */
  replaced_secrets: { given: string; sealed: string; version: number };
  /** `account` is a keyed digest of what names it. */
  budgets: { account: string; day: number; used: number; next: number; held: number; told: number | null };
  executions: ExecutionRow;
  execution_objects: ExecutionObjectRow;
  execution_log: LogLine;
  leases: LeaseRow;
}

export interface DocumentRow {
  /** The order of creation. */
  seq: Generated<number>;
  id: string;
  document: string;
}

export interface ExecutionRow {
  seq: Generated<number>;
  id: string;
  type: Execution['type'];
  sync_id: string;
  name: string;
  status: ExecutionStatus;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  error: string | null;
}

export interface ExecutionObjectRow {
  execution_id: string;
  id: string;
  /** Its place among the objects of the execution. */
  place: number;
  table: string;
  status: ExecutionObject['status'];
  step: string;
  read: number;
  inserted: number;
  updated: number;
  deleted: number;
  unchanged: number;
  rejected: number;
  bytes: number;
  estimated_rows: number | null;
  path: string | null;
  error: string | null;
  started_at: string | null;
  completed_at: string | null;
}

export interface LeaseRow {
  /** What is held: a sync's id. The row stays when it is let go, because the token must only ever grow. */
  resource: string;
  token: number;
  /** Tells this holding from any other; null while nobody holds it. */
  holder: string | null;
  execution_id: string | null;
  pid: number;
  hostname: string;
  /** Processes with the same machine see each other's pids. */
  machine: string;
  /** Tells a process from a later one of the same pid; null where the system does not say. */
  process_started: string | null;
  acquired_at: string;
  expires_at: number;
}
