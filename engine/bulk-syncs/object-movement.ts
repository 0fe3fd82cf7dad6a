import type { BulkSyncInput } from '../api/documents.ts';
import type { FieldSchema, LoadCapabilities } from '../contract/contract.ts';
import type { Writing } from '../contract/existing-rules.ts';
import type { JsonObject } from '../kit/json.ts';
import type { RecordColumns } from './record-columns.ts';

/** How an object's rows move, as it follows from the bulk sync, its source and its destination. */
export interface ObjectMovement {
  /** Whether all fields of the source's key travel, and there are some. */
  readonly isKeyed: boolean;
  /** Whether the source's own record of changes is followed. */
  readonly follows: boolean;
  /** Changes are appended to the table itself, as the destination cannot merge rows. */
  readonly appendsOnly: boolean;
  /** Whether a table of its own keeps every change. */
  readonly keepsHistory: boolean;
  readonly recordColumns: RecordColumns;
  /** Rows that are there already stay, unless their key comes. */
  readonly mergesOthers: boolean;
  /** What loads do to the table. */
  readonly writing: Pick<Writing, 'operation' | 'deletes'>;
}

/** Decides how an object's rows move; `fields` are those that travel, `fullKey` is the source's key. */
export function movementOf(
  input: BulkSyncInput,
  fields: readonly FieldSchema[],
  fullKey: readonly FieldSchema[],
  { load, hasChanges }: { readonly load: LoadCapabilities; readonly hasChanges: boolean },
): ObjectMovement {
  const keyFields = fields.filter((f) => f.is_primary_key);
  const isKeyed = keyFields.length > 0 && keyFields.length === fullKey.length;
  const replicatesByKey = isKeyed && input.mode === 'replicate';
  const follows = hasChanges && replicatesByKey;
  const appendsOnly = follows && load.appendsOnly === true;
  const canDelete = load.canDeleteMissing === true;
  const hasTimestamps = !input.disable_record_timestamps && !appendsOnly;
  const marksDeleted =
    replicatesByKey && hasTimestamps && canDelete && !deletesForGood(input.destination.configuration);
  const operation = appendsOnly ? 'append' : replicatesByKey ? 'upsert' : 'replace';
  return {
    isKeyed,
    follows,
    appendsOnly,
    keepsHistory: follows && input.change_history === true && !appendsOnly,
    recordColumns: { hasTimestamps, marksDeleted },
    mergesOthers: replicatesByKey && hasTimestamps && canDelete,
    writing: { operation, deletes: operation === 'upsert' && canDelete && !marksDeleted },
  };
}

function deletesForGood(configuration: JsonObject | undefined): boolean {
  const advanced = configuration?.advanced as JsonObject | undefined;
  return advanced?.hard_deletes === true;
}
