import type { CellValue, FieldSchema, ObjectSchema } from '../contract/contract.ts';
import type { Finding } from '../kit/findings/finding.ts';
import type { Json, JsonObject } from '../kit/json.ts';

/*
 * The documents that definitions are made of, in the shapes and names of Polytomic's REST API (snake_case), so that a
 * value passes from a Terraform attribute to the store and to REST without being renamed. `…Input` is what a user
 * declares; the document itself adds what the engine computes. Times are RFC 3339 in UTC with microseconds or less.
 */

export interface Computed {
  readonly id: string;
  readonly organization_id: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface CallerIdentity {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly organization_id: string;
  readonly organization_name: string;
  readonly is_user: boolean;
  readonly is_organization: boolean;
  readonly is_partner: boolean;
  readonly is_system: boolean;
}

/* ---------------------------------------------------------------- connections */

export interface ConnectionInput {
  readonly name: string;
  /** A connector's id. */
  readonly type: string;
  /** With secrets. On update a sensitive field that is left out keeps its stored value; any other is cleared. */
  readonly configuration: JsonObject;
  /** Test before saving; default true. */
  readonly validate?: boolean;
}

export interface Connection extends Computed {
  readonly name: string;
  readonly type: string;
  /** Without secrets; with read-only fields. */
  readonly configuration: JsonObject;
  /** Moves whenever a secret's stored value changes; starts at 1. */
  readonly secrets_version: number;
}

/** The key of one of a connection's objects, in place of the one that it has: bulk syncs tell its records apart by it. */
export interface SchemaPrimaryKeys {
  readonly connection_id: string;
  /** An object's id: `public.users`. */
  readonly schema_id: string;
  readonly field_ids: readonly string[];
}

/* ---------------------------------------------------------------- models */

export interface AdditionalField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
}

export interface ModelRelation {
  readonly from: string;
  readonly to: { readonly model_id: string; readonly field: string };
}

export const expectationTypes = [
  'not_null',
  'unique',
  'accepted_values',
  'row_count',
  'freshness',
  'sql',
] as const;

/** Something that records are expected to be, evaluated before any of them is written. */
export interface Expectation {
  readonly type: (typeof expectationTypes)[number];
  /** Of `not_null`, `accepted_values` and `freshness` each of them; of `unique` all together. */
  readonly fields?: readonly string[] | undefined;
  /** Of `accepted_values`, as text; NULL is accepted. */
  readonly values?: readonly string[] | undefined;
  /** Of `row_count`: how many records there are at least, and at most. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Of `freshness`: how old the latest value may be, `90m`, `24h` or `7d`. */
  readonly max_age?: string | undefined;
  /** Of `sql`: DuckDB's SQL over a record's fields; where it is NULL it is met. */
  readonly condition?: string | undefined;
  /** What becomes of records that do not meet it: nothing is written, or they are left out and listed as rejected. Default `stop`. */
  readonly on_failure?: 'stop' | 'set_aside' | undefined;
}

export interface ModelInput {
  readonly name: string;
  readonly connection_id: string;
  readonly configuration: JsonObject;
  /** Names of the fields that the model shows; absent means all. */
  readonly fields?: readonly string[] | undefined;
  readonly additional_fields?: readonly AdditionalField[] | undefined;
  readonly identifier?: string | undefined;
  readonly relations?: readonly ModelRelation[] | undefined;
  readonly tracking_columns?: readonly string[] | undefined;
  /** Evaluated in each run of a sync that reads the model. */
  readonly expectations?: readonly Expectation[] | undefined;
}

export interface Model extends ModelInput, Computed {
  /** The connector's id. */
  readonly type: string;
  /** Moves when what the model yields was redefined (not when it was renamed); starts at 1. */
  readonly version: number;
}

/** What a model yields, as its source describes it now. */
export interface ModelPlan {
  readonly fields: readonly FieldSchema[];
  /** Fields of the source that are not the model's, because the connection's user may not read them, and what lets it. */
  readonly unreadable?: readonly { readonly name: string; readonly reason: string }[];
  /** What its configuration says in vain, a sentence each. */
  readonly warnings: readonly string[];
}

/* ---------------------------------------------------------------- schedules */

export type ScheduleFrequency =
  | 'manual'
  | 'continuous'
  | 'hourly'
  | 'daily'
  | 'weekly'
  | 'custom'
  | 'builder'
  | 'runafter'
  | 'multi'
  | 'dbtcloud';

/** When a sync runs by itself, on a server; the embedded engine keeps it and runs on apply and on `syncform run`. */
export interface Schedule {
  readonly frequency: ScheduleFrequency;
  readonly minute?: string | undefined;
  readonly hour?: string | undefined;
  readonly day_of_week?: string | undefined;
  readonly day_of_month?: string | undefined;
  readonly month?: string | undefined;
  /** An IANA zone; UTC where absent. */
  readonly timezone?: string | undefined;
  readonly job_id?: number | undefined;
  readonly connection_id?: string | undefined;
  readonly run_after?:
    | {
        readonly sync_ids?: readonly string[] | undefined;
        readonly bulk_sync_ids?: readonly string[] | undefined;
      }
    | undefined;
  readonly run_after_success_only?: boolean | undefined;
}

/* ---------------------------------------------------------------- model syncs */

export const syncModes = ['create', 'update', 'updateOrCreate', 'replace', 'append', 'remove'] as const;
export type SyncMode = (typeof syncModes)[number];

export interface ModelField {
  readonly model_id: string;
  readonly field: string;
}

export interface SyncField {
  readonly target: string;
  readonly source?: ModelField | undefined;
  readonly override_value?: string | undefined;
  /** The target is to get this field if it has none of the name. */
  readonly new?: boolean | undefined;
  readonly sync_mode?: string | undefined;
  readonly encryption_enabled?: boolean | undefined;
}

export interface SyncIdentity {
  readonly source: ModelField;
  readonly target: string;
  readonly function: 'Equality' | 'ISubstring' | 'OneOf' | 'DomainMatch' | 'HostnameMatch';
  readonly new_field?: boolean | undefined;
}

export interface SyncTarget {
  readonly connection_id: string;
  /** The id of an object that is there: `public.users`. */
  readonly object?: string | undefined;
  /** What is needed to create a new one: `{name = "public.users"}`. Exactly one of `object` and `create`. */
  readonly create?: Readonly<Record<string, string>> | undefined;
  readonly configuration?: JsonObject | undefined;
  readonly new_name?: string | undefined;
  readonly filter_logic?: string | undefined;
}

export interface SyncFilter {
  readonly source: ModelField;
  readonly function: string;
  readonly value?: Json | undefined;
  readonly label?: string | undefined;
}

export interface SyncTargetFilter {
  readonly field: string;
  readonly function: string;
  readonly value?: Json | undefined;
  readonly label?: string | undefined;
}

export interface SyncOverride {
  readonly source: ModelField;
  readonly function: string;
  readonly value?: Json | undefined;
  readonly override: Json;
}

export interface SyncInput {
  readonly name: string;
  readonly active: boolean;
  readonly mode: SyncMode;
  readonly schedule: Schedule;
  readonly target: SyncTarget;
  readonly fields: readonly SyncField[];
  readonly identity?: SyncIdentity | undefined;
  readonly filters?: readonly SyncFilter[] | undefined;
  readonly filter_logic?: string | undefined;
  readonly target_filters?: readonly SyncTargetFilter[] | undefined;
  readonly overrides?: readonly SyncOverride[] | undefined;
  readonly override_fields?: readonly SyncField[] | undefined;
  readonly sync_all_records?: boolean | undefined;
  readonly skip_initial_backfill?: boolean | undefined;
  readonly only_enrich_updates?: boolean | undefined;
  /** Whether mode replace may replace rows of others: those that are in a table which this sync did not load. */
  readonly allow_destructive?: boolean | undefined;
  /**
   * Whether it may start over where nobody knows any more how far it had come and starting over does to the target what
   * cannot be undone: mode append adds every record once more.
   */
  readonly allow_reset?: boolean | undefined;
  /** A secret. Absent on update keeps the stored one. */
  readonly encryption_passphrase?: string | undefined;
}

export interface Sync extends Omit<SyncInput, 'encryption_passphrase'>, Computed {
  readonly model_ids: readonly string[];
}

/* ---------------------------------------------------------------- bulk syncs */

export const bulkSyncModes = ['replicate', 'snapshot'] as const;
export type BulkSyncMode = (typeof bulkSyncModes)[number];

export interface BulkSchemaField {
  readonly id: string;
  readonly enabled?: boolean | undefined;
  readonly obfuscate?: boolean | undefined;
  readonly user_output_name?: string | undefined;
}

export interface BulkSchema {
  /** An object's id at the source. */
  readonly id: string;
  readonly enabled?: boolean | undefined;
  /** Absent means all fields. */
  readonly fields?: readonly BulkSchemaField[] | undefined;
  readonly filters?:
    | readonly { readonly field_id: string; readonly function: string; readonly value?: Json | undefined }[]
    | undefined;
  readonly partition_key?: string | undefined;
  readonly tracking_field?: string | undefined;
  readonly data_cutoff_timestamp?: string | undefined;
  readonly disable_data_cutoff?: boolean | undefined;
  readonly user_output_name?: string | undefined;
  readonly expectations?: readonly Expectation[] | undefined;
}

export type AddNew = 'all' | 'onlyIncremental' | 'onlyNonIncremental' | 'none';

export interface BulkSyncInput {
  readonly name: string;
  readonly active: boolean;
  readonly mode: BulkSyncMode;
  readonly source: { readonly connection_id: string; readonly configuration?: JsonObject | undefined };
  readonly destination: { readonly connection_id: string; readonly configuration?: JsonObject | undefined };
  readonly schedule: Schedule;
  /** Absent means every object of the source. */
  readonly schemas?: readonly BulkSchema[] | undefined;
  readonly automatically_add_new_fields?: AddNew | undefined;
  readonly automatically_add_new_objects?: AddNew | undefined;
  readonly concurrency_limit?: number | undefined;
  readonly resync_concurrency_limit?: number | undefined;
  readonly data_cutoff_timestamp?: string | undefined;
  readonly disable_record_timestamps?: boolean | undefined;
  /** Beside each table whose changes are followed a table `<name>_history`, with every change. */
  readonly change_history?: boolean | undefined;
  readonly normalize_names?: 'enabled' | 'disabled' | 'legacy' | undefined;
  /** Whether rows of others may be replaced: those that are in a table which this bulk sync did not load. */
  readonly allow_destructive?: boolean | undefined;
  /**
   * Whether it may start over where nobody knows any more how far it had come and starting over does to the target what
   * cannot be undone: a history gets a gap, obfuscated values another hash.
   */
  readonly allow_reset?: boolean | undefined;
}

export interface BulkSync extends BulkSyncInput, Computed {}

/* ---------------------------------------------------------------- plans */

export interface PlannedColumn {
  readonly name: string;
  /** The field that feeds it; null of a column that the engine fills itself. */
  readonly source: string | null;
  readonly source_type: string | null;
  /** Field type's text. */
  readonly type: string;
  readonly target_type: string;
  /** What may be lost, a phrase; null where nothing is. */
  readonly lossy: string | null;
}

/** One target table as it will be. Everything but `statements`, `is_ours` and the rows is the same from plan to plan while nothing changes. */
export interface TablePlan {
  /** The source object's id, or the model's id. */
  readonly source: string;
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly PlannedColumn[];
  /** What apply would run now to get there: empty where the table is as wanted. */
  readonly statements: readonly string[];
  /** Whether it is a table that a sync of this store made. */
  readonly is_ours: boolean;
  /** Rows in it that the sync did not load and that a run may replace, in words: `2 rows`. */
  readonly rows_at_stake?: string;
  /** How many of them a run would replace or delete, null where they cannot be counted. Absent: none. */
  readonly rows_to_go?: number | null;
}

/** How much a run would move at most, where something is known of it without reading the source. */
export interface PlanEstimate {
  /** Rows or records: of a bulk sync the source's estimate of the objects' rows, of a sync those that its target has. */
  readonly rows: number | null;
  /** Requests to a target that takes records, if each takes one; null of other targets. */
  readonly api_calls: number | null;
}

/** What a sync or bulk sync will do to its target. */
export interface SyncPlan {
  readonly tables: readonly TablePlan[];
  /** Moves when anything that a run depends on was redefined: models, mappings, table shapes. A digest. */
  readonly definition_version: string;
  /** Of a bulk sync: the source objects whose changes are followed. */
  readonly follows?: readonly string[];
  readonly estimate: PlanEstimate;
  /** What the reviewer has to know: rows at stake, lossy columns, fields gone from the source. */
  readonly findings: readonly Finding[];
  /** The findings as sentences. */
  readonly warnings: readonly string[];
}

/* ---------------------------------------------------------------- executions */

export type ExecutionStatus =
  | 'created'
  | 'running'
  | 'canceling'
  | 'canceled'
  | 'completed'
  | 'errors' // ended, but the target refused records
  | 'failed'
  | 'interrupted'; // its process died

export interface ExecutionCounts {
  /** Records read from the source. */
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** Bytes that moved, as the path counts them (stream or file bytes); 0 where DuckDB moves them inside itself. */
  readonly bytes: number;
}

/** One object of a bulk sync, or the one model of a sync, within an execution. */
export interface ExecutionObject {
  readonly id: string;
  readonly table: string;
  readonly status: 'waiting' | 'running' | 'completed' | 'failed' | 'skipped';
  /** The step it is at or ended at. */
  readonly step: string;
  readonly counts: ExecutionCounts;
  /** The source's estimate of the rows to read; null where it has none. */
  readonly estimated_rows: number | null;
  /** How the rows travel, and why: "postgres extension → DuckDB". */
  readonly path: string | null;
  readonly error: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
}

export interface Execution {
  readonly id: string;
  readonly type: 'sync' | 'bulk_sync';
  readonly sync_id: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly counts: ExecutionCounts;
  readonly objects: readonly ExecutionObject[];
  /** Why it failed, naming the record or object at fault. */
  readonly error: string | null;
}

export interface RunOptions {
  /** Forget positions and ledgers and move everything again. */
  readonly resync?: boolean;
  /** Refuse to run if the definition's version is not this one any more. */
  readonly definition_version?: string;
  /** Refuse to run if more would be done to the target's tables than this, by the tables' ids. */
  readonly foretold?: Readonly<Record<string, Pick<TablePlan, 'statements' | 'rows_to_go'>>>;
  /** Only these source objects, of a bulk sync. */
  readonly schemas?: readonly string[];
  /**
   * Send what `verify` finds to be wrong: of a sync the records of which the target does not hold what it acknowledged, of a
   * bulk sync the objects as a whole, of which only what differs is written.
   */
  readonly repair?: boolean;
  /** Of a bulk sync that follows changes: go on until cancelled, rather than until it has caught up. */
  readonly continuous?: boolean;
}

/* ---------------------------------------------------------------- previews */

export interface PreviewOptions {
  /** As a run with `resync` would. */
  readonly resync?: boolean;
  /** Records shown of each action; default 5. */
  readonly samples?: number;
  /** Only these source objects, of a bulk sync. */
  readonly schemas?: readonly string[];
}

/** What a run would do with records; each of them counts once. */
export interface PreviewCounts {
  readonly read: number;
  readonly create: number;
  /** Records of the target that are written; those that turn out to be equal already are not touched. */
  readonly update: number;
  readonly remove: number;
  readonly unchanged: number;
  /** Records that could not be sent: without identity, or with that of another. */
  readonly rejected: number;
}

export interface PreviewSample {
  readonly action: 'create' | 'update' | 'remove' | 'reject';
  /** Values as text, by the target's fields; of what is removed the identity alone. */
  readonly record: Readonly<Record<string, string | null>>;
  /** Of a rejected record. */
  readonly reason: string | null;
}

/** What a run would do now with one object of a bulk sync, or with the one model of a sync. */
export interface PreviewObject {
  readonly id: string;
  readonly name: string;
  readonly table: string;
  /** Statements that would be run before anything is written. */
  readonly statements: readonly string[];
  /** What would be read, a phrase: `all rows`, `rows whose updated_at is at or after …`. */
  readonly reads: string;
  /** The source's estimate of the rows of the whole object; null where it has none. */
  readonly estimated_rows: number | null;
  /** Null of a bulk sync: its rows are not read for a preview. */
  readonly counts: PreviewCounts | null;
  readonly samples: readonly PreviewSample[];
}

/** What a run of a sync or bulk sync would do now. Nothing was written to make it. */
export interface Preview {
  readonly type: 'sync' | 'bulk_sync';
  readonly sync_id: string;
  readonly name: string;
  readonly objects: readonly PreviewObject[];
  readonly warnings: readonly string[];
}

/* ---------------------------------------------------------------- verification */

export interface VerifyOptions {
  /** Rows shown of each kind of difference; default 5. */
  readonly samples?: number;
  /** Only these source objects, of a bulk sync. */
  readonly schemas?: readonly string[];
  /** Told how far it has come, a phrase. */
  readonly onProgress?: (line: string) => void;
}

export interface VerifiedCounts {
  /** Records that the target should have. */
  readonly source: number;
  /** Records that the store says the target has acknowledged; null where it keeps no account of them. */
  readonly acknowledged: number | null;
  readonly target: number;
  /** Records that the target lacks. */
  readonly missing: number;
  /** Records that it holds with other values. */
  readonly different: number;
  /** Rows that the source has not. In modes that remove nothing they may be anybody's. */
  readonly surplus: number;
  /** Of the differences, those that the next run fixes by itself: the source changed, or the target refused them. */
  readonly pending: number;
  /** Differences that should not be: the target does not hold what it acknowledged. */
  readonly wrong: number;
}

export interface VerifiedSample {
  readonly difference: 'missing' | 'different' | 'surplus';
  /** Texts, by the key's columns; empty where rows have no key. */
  readonly key: Readonly<Record<string, string | null>>;
  /** Columns whose values differ. */
  readonly columns: readonly string[];
  readonly pending: boolean;
}

/** Source and target of one object of a bulk sync, or of a sync, compared. */
export interface VerifiedObject {
  readonly id: string;
  readonly name: string;
  readonly table: string;
  /** Columns whose values could not be compared, and why. */
  readonly not_compared: readonly { readonly column: string; readonly reason: string }[];
  /** Null where nothing could be compared. */
  readonly counts: VerifiedCounts | null;
  readonly samples: readonly VerifiedSample[];
  /** Why nothing could be compared. */
  readonly reason: string | null;
}

/** What a sync or bulk sync has brought to its target, compared with its source. */
export interface Verification {
  readonly type: 'sync' | 'bulk_sync';
  readonly sync_id: string;
  readonly name: string;
  readonly objects: readonly VerifiedObject[];
}

/** A definition that only the store knows of; see HalfMadeDefinitions. */
export interface HalfMade {
  readonly type: 'connection' | 'model' | 'sync' | 'bulk_sync';
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
}

/* ---------------------------------------------------------------- discovery */

export interface BulkSource {
  readonly schemas: readonly ObjectSchema[];
  /** Objects whose fields cannot be told now, and why. */
  readonly unreadable: readonly { readonly id: string; readonly reason: string }[];
}

export interface BulkDestination {
  readonly modes: readonly {
    readonly id: BulkSyncMode;
    readonly label: string;
    readonly description: string;
  }[];
  readonly required_configuration: readonly string[];
}

/** The first rows of a query or table. */
export interface QueryRows {
  readonly fields: readonly FieldSchema[];
  /** In the order of the fields; values as RowBatches carries them, so that nothing is lost. */
  readonly rows: readonly (readonly CellValue[])[];
}

export interface ConnectionSchema {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly FieldSchema[];
}
