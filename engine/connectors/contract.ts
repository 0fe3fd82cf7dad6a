import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Filter } from '../filters/filter.ts';
import type { DuckdbSession } from '../movement/duckdb-session.ts';
import type { JsonObject } from '../types/json.ts';
import type { TypeTables } from '../types/type-tables.ts';
import type { ChangesFacet } from './changes.ts';
import type { ConfigSchema } from './config-schema.ts';

/* ---------------------------------------------------------------- what a source shows */

/** A field of an object or of a query's result. */
export interface FieldSchema {
  /** Its name in the system; also its id. */
  readonly id: string;
  readonly name: string;
  /** A field type's text (see types/field-type.ts). */
  readonly type: string;
  /** The system's own type text. */
  readonly remote_type: string;
  readonly nullable: boolean;
  readonly is_primary_key: boolean;
  /** What reading it as `type` may lose. */
  readonly lossy?: string;
}

/** A table, view, file or API object. `id` is stable and what definitions name: `public.users`, `airports.csv`. */
export interface ObjectSummary {
  readonly id: string;
  readonly name: string;
  /** The name that an output table gets if nothing else is said, before normalisation: `users`, `airports`. */
  readonly output_name: string;
  /** The schema that it is in, where the system has such. */
  readonly schema?: string;
  /** Rows, as the system estimates them; undefined where it has no idea. */
  readonly estimated_rows?: number;
}

export interface ObjectSchema extends ObjectSummary {
  readonly fields: readonly FieldSchema[];
}

/* ---------------------------------------------------------------- how rows leave and arrive */

/** A column as it travels: a name and a field type's text. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * The one dialect of CSV inside the engine: UTF-8, no header, comma, double quotes doubled inside quotes, NULL is the
 * unquoted empty field and '' a quoted one, booleans t/f or true/false, ISO 8601 dates and times with a zone of UTC for
 * instants, binary as \x hex, JSON and arrays as JSON text.
 */
export interface CsvStream {
  readonly format: 'csv';
  open(signal: AbortSignal): Promise<Readable>;
}

/** Postgres's binary COPY, header and trailer included; `types` are the Postgres types of its columns, in order. */
export interface PgCopyStream {
  readonly format: 'pgcopy';
  readonly types: readonly string[];
  open(signal: AbortSignal): Promise<Readable>;
}

/** Parquet files on the local disk, all of one schema, whose columns have the declared names. */
export interface ParquetFiles {
  readonly format: 'parquet';
  files(signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * Something that DuckDB, in process, can read by itself: a file, an attached database, another database by extension.
 * `attach` prepares the session and answers a SELECT that yields exactly the declared columns, in order, in the DuckDB
 * types of movement/duckdb-types.ts. The SELECT stays valid until the session closes.
 */
export interface Relation {
  readonly format: 'relation';
  /** Whether its rows come one by one from elsewhere, so that passing them on takes little memory. Absent: false. */
  readonly isStream?: boolean;
  attach(session: DuckdbSession, signal: AbortSignal): Promise<string>;
}

/**
 * Rows as JS arrays, in batches. Values are exact: decimals, bigints, dates and times as text in the dialect of
 * CsvStream, booleans, doubles as numbers, binary as Uint8Array, JSON and arrays as JSON text, NULL as null.
 */
export interface RowBatches {
  readonly format: 'rows';
  open(signal: AbortSignal): AsyncIterable<readonly (readonly CellValue[])[]>;
}

export type CellValue = null | string | number | boolean | Uint8Array;

/** A way in which rows can be had. Opened at most once; what it opens is closed when consumed or when the signal fires. */
export type RowSource = CsvStream | PgCopyStream | ParquetFiles | Relation | RowBatches;
export type Format = RowSource['format'];

/** Rows on their way: what they are and every way in which they can be had, cheapest for the source first. */
export interface Extraction {
  readonly columns: readonly Column[];
  readonly offers: readonly RowSource[];
  /** The size of all that is read, where the source knows it and Node does not see it pass: files that DuckDB reads. */
  readonly bytes?: number;
  /** Why a cheaper offer is missing, for the execution's log: "column price is numeric without precision". */
  readonly notes?: readonly string[];
  /**
   * Columns whose values are together another in every row, and never NULL, because the source itself sees to it (a
   * primary key) and all rows are of one moment.
   */
  readonly uniqueBy?: readonly string[];
}

/** What to read of an object. */
export interface ReadRequest {
  readonly object: string;
  /** Field ids, in the order wanted. */
  readonly fields: readonly string[];
  /** Only rows whose tracking field is at or after the cursor's value (text), and at or before `until` where given. */
  readonly after?: { readonly field: string; readonly value: string } | undefined;
  /** Only what changed. Given only where `hasChanges` said that it can be read. */
  readonly changes?: ChangedRows;
  /** Only rows that this lets through. Given only to a facet that says `canFilter`. */
  readonly filter?: RowFilter | undefined;
  /** Columns that come after the fields. Given only to a facet that says `canAddConstants`. */
  readonly constants?: readonly ConstantColumn[];
  /** A field by whose values the rows may be told apart, to read them in parts at the same time. Only a hint. */
  readonly partitionBy?: string;
  /** The formats that the taker takes, cheapest first. Only a hint: an offer of no use need not be prepared. */
  readonly takes?: readonly Format[];
  readonly configuration: JsonObject;
}

/** From when to when an object changed: two of its fingerprints. */
export interface ChangeRange {
  readonly from: string;
  readonly to: string;
}

/** Of rows that changed in between: those that are there at the end, as they are then, or those that are gone. */
export interface ChangedRows extends ChangeRange {
  readonly rows: 'written' | 'deleted';
  /** Fields that tell rows apart. */
  readonly key: readonly string[];
}

/** A column that has the same value in every row that is read: text in the dialect of CsvStream, or NULL. */
export interface ConstantColumn extends Column {
  readonly value: string | null;
}

/** Which of a model's or an object's rows are wanted. */
export interface RowFilter {
  /** By names of its fields. */
  readonly filters: readonly Filter[];
  /** How they are combined, over their labels; undefined where every one must match. */
  readonly logic: string | undefined;
  /** The fields that the filters name, in the types in which the model or object shows them. */
  readonly fields: readonly FieldSchema[];
  /** The run's moment, in milliseconds since 1970-01-01 UTC. */
  readonly now: number;
}

/* ---------------------------------------------------------------- target tables */

/** A table as wanted: every column with the field type it carries and the type that the target gives it. */
export interface TargetColumn {
  readonly name: string;
  /** Field type's text. */
  readonly type: string;
  /** The target's own type, as its DDL says it. */
  readonly target_type: string;
  readonly nullable: boolean;
  /** What the target's type cannot keep of the field's. */
  readonly lossy?: string;
}

export interface TargetTable {
  /** The target's id of the table, as definitions name it: `public.users`. */
  readonly id: string;
  readonly columns: readonly TargetColumn[];
  /** Names of the key's columns; empty where rows have no identity. */
  readonly key: readonly string[];
  /** The configuration of the destination or target: what it says of tables beside their columns. */
  readonly configuration?: JsonObject;
}

/** The table that is there, in the target's own terms. */
export interface ExistingTable {
  readonly id: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly target_type: string;
    readonly nullable: boolean;
  }[];
  /** The columns of the primary key. */
  readonly key: readonly string[];
  /** Other sets of columns with a unique constraint. */
  readonly unique: readonly (readonly string[])[];
  /** Settings of the table itself, by name, where the target has such. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** What it takes to make a table as wanted. */
export interface TableChange {
  readonly action: 'create' | 'alter' | 'none';
  /** The statements, in order, that apply would run now. */
  readonly statements: readonly string[];
  /** Changes that would lose data, or that the target cannot make: each a sentence. A plan with any of them is refused. */
  readonly conflicts: readonly string[];
}

/** Which rows came of which batch: committed together with the rows, so that the target itself knows what it holds. */
export interface Batch {
  /** The sync and object that the batches belong to: `<sync id>/<object id>`. */
  readonly scope: string;
  /** A hash of scope, definition and source range: the same work has the same id, also after a crash. */
  readonly id: string;
  /** Batches of the scope that are not asked about any more: they need not be remembered. Only a hint. */
  readonly forget?: readonly string[];
}

/**
 * What loading does with a row:
 * `replace` the table's contents become exactly these rows · `append` all are inserted · `upsert` by key: insert or update ·
 * `insert` by key: only rows whose key is not there · `update` by key: only rows whose key is there · `delete` by key.
 */
export type LoadOperation = 'replace' | 'append' | 'upsert' | 'insert' | 'update' | 'delete';

/** A column that rows bring to a table. */
export interface LoadColumn extends Column {
  /** `create`: written only in rows that are inserted; `update`: only in rows that are there. Absent: in both. Never of a key. */
  readonly only?: 'create' | 'update';
  /** Says when the row was written: that it differs is no reason to write the row. Absent: false. */
  readonly isStamp?: boolean;
}

/** What is written into a row instead of deleting it. */
export interface Mark extends Column {
  /** Text in the dialect of CsvStream. */
  readonly value: string;
}

export interface LoadRequest {
  readonly table: TargetTable;
  readonly operation: LoadOperation;
  /** The columns that the rows bring, a subset of the table's, in the order in which they come. */
  readonly columns: readonly LoadColumn[];
  /** Columns that tell rows apart for upsert, insert, update and delete. */
  readonly key: readonly string[];
  /** Whether the source sees to it that no two rows come with the same key and none with a NULL in it. Absent: false. */
  readonly isKeyUnique?: boolean;
  /** Of `upsert`: rows of the table whose key does not come are deleted. Given only to a facet that says `canDeleteMissing`. */
  readonly deleteMissing?: boolean;
  /** Rows that would be deleted stay and get these values, unless the first of the columns has one. As `deleteMissing`. */
  readonly marks?: readonly Mark[];
  readonly rows: RowSource;
  /** Whether `rows` can be opened again and are then the same, so that one at fault can be looked for. Absent: false. */
  readonly isRepeatable?: boolean;
  readonly batch: Batch;
  readonly session: DuckdbSession;
  readonly signal: AbortSignal;
  onProgress(delta: { readonly rows?: number; readonly bytes?: number }): void;
}

/** A record that the target refused, by its key's values as text, and why. */
export interface RejectedRecord {
  readonly key: Readonly<Record<string, string | null>>;
  readonly reason: string;
}

export interface LoadOutcome {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly rejected: readonly RejectedRecord[];
}

/* ---------------------------------------------------------------- records */

/** What becomes of a record at a target that takes records. */
export type WriteOperation = 'create' | 'update' | 'remove';

/** Something that takes records: a webhook, an object of a business system. */
export interface WriteTarget {
  /** Its id, as definitions name it in `target.object`. */
  readonly id: string;
  readonly name: string;
  /** The fields that records may have, or `any`. */
  readonly fields: readonly FieldSchema[] | 'any';
  readonly operations: readonly WriteOperation[];
}

export interface WriteRequest {
  /** A target's id. */
  readonly object: string;
  /** The configuration of the sync's target. */
  readonly configuration: JsonObject;
  readonly operation: WriteOperation;
  /** The fields that the records bring, in the order in which they come; of records to be removed it may be the key alone. */
  readonly columns: readonly Column[];
  /** Columns that tell records apart; empty where nothing does. */
  readonly key: readonly string[];
  /** The records that are still to be sent, in an order that is the same whenever the batch is read. */
  readonly rows: RowBatches;
  /** How many records of the batch were acknowledged before those of `rows`. */
  readonly offset: number;
  readonly batch: Batch;
  readonly sync_id: string;
  /** The execution that made the batch: the same when another one goes on with it. */
  readonly execution_id: string;
  readonly signal: AbortSignal;
  /** To be called, and waited for, after each chunk of records is answered for and before the next one is sent. */
  acknowledge(chunk: WrittenChunk): Promise<void>;
  onProgress(delta: { readonly bytes?: number }): void;
}

/** What became of the next so many records. Those that are not rejected were taken. */
export interface WrittenChunk {
  readonly records: number;
  /** By their place in the chunk, from 0. */
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

/* ---------------------------------------------------------------- facets */

/** Says whether the connection works. Reads only; may be called any time. Throws a ConnectionError naming the part at fault. */
export interface TestFacet {
  test(signal: AbortSignal): Promise<void>;
}

/** Shows what there is. Reads only. */
export interface DiscoverFacet {
  /** Every object, cheaply: names only. */
  list(configuration: JsonObject, signal: AbortSignal): Promise<readonly ObjectSummary[]>;
  /** Some objects with their fields and keys, in one go; unknown ids are left out of the answer. */
  describe(
    ids: readonly string[],
    configuration: JsonObject,
    signal: AbortSignal,
  ): Promise<readonly ObjectSchema[]>;
}

/** Reads a model: a table or a query, as the model's configuration says. Reads only. */
export interface QueryFacet {
  /** The result's fields with types from the system itself, without reading rows. Throws `invalid` with the path of the key at fault. */
  describe(configuration: JsonObject, signal: AbortSignal): Promise<readonly FieldSchema[]>;
  /** Whether `extract` leaves out the rows that a filter refuses. Where it does not, it is given none. */
  readonly canFilter?: boolean;
  /** The rows of these fields, in that order; with a filter only those that it lets through. */
  extract(
    configuration: JsonObject,
    fields: readonly FieldSchema[],
    signal: AbortSignal,
    filter?: RowFilter,
  ): Promise<Extraction>;
}

/** Reads objects for bulk syncs. Reads only; may be asked again for the same range and then answers at least the same rows. */
export interface ReadFacet {
  /**
   * A text that changes when an object's contents may have changed (files: paths, sizes, times), or undefined where the
   * system cannot tell without reading. The same text means: nothing to read.
   */
  fingerprint(object: string, configuration: JsonObject, signal: AbortSignal): Promise<string | undefined>;
  /** Whether `extract` can read what changed between two fingerprints, deleted rows included. Absent: never. */
  hasChanges?(
    object: string,
    range: ChangeRange,
    configuration: JsonObject,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Whether `extract` leaves out the rows that `filter` refuses. Where it does not, it is given none. */
  readonly canFilter?: boolean;
  /** Whether `extract` adds `constants`. Where it does not, it is given none. */
  readonly canAddConstants?: boolean;
  /** The rows that are asked for: the fields in order, then the constants. */
  extract(request: ReadRequest, signal: AbortSignal): Promise<Extraction>;
  /**
   * The largest value of a field as text (the dialect of CsvStream) now, or null of an empty object. Asked before reading.
   * `since` is what it was when the object was last read: a source that has to read to know may look at what came from there
   * on alone, and answers null where nothing did.
   */
  highWater(
    object: string,
    field: string,
    configuration: JsonObject,
    signal: AbortSignal,
    since?: string,
  ): Promise<string | null>;
  /**
   * Asked before reading: a value that rows which cannot be seen yet may have, however large those are that can be; null
   * where there is nothing to fear. With it `highWater` need not be asked: the position is the largest value that was read,
   * or this where it is smaller. Absent of a source that finds the largest value without reading, or has to be asked.
   */
  ceiling?(field: FieldSchema, signal: AbortSignal): Promise<string | null>;
}

/** Makes and alters target tables. `change` and `describe` read only; `apply` is idempotent: what is there already stays. */
export interface DefineFacet {
  /**
   * The default id of a table for an output name under a destination or target configuration: `public.users`.
   * `sourceSchema` is the schema of the object that the rows come from, where that has one.
   */
  tableId(name: string, configuration: JsonObject, sourceSchema?: string): string;
  /** The type that the target gives to a field type, and what is lost. Throws `unsupported` where there is none. */
  columnType(fieldType: string): { readonly target_type: string; readonly lossy?: string };
  /** The table that is there, or null. */
  describe(id: string, signal: AbortSignal): Promise<ExistingTable | null>;
  /** What `apply` would do; pure: the same answer for the same input. */
  change(wanted: TargetTable, existing: ExistingTable | null): TableChange;
  /** The whole CREATE TABLE of a table as wanted, for plans. Pure. */
  createStatement(wanted: TargetTable): string;
  /** Whether `apply` takes the statements of several tables together and makes all or none of it. Absent: false. */
  readonly appliesWhole?: boolean;
  /** Makes the table as wanted, under the statements that `change` gave. */
  apply(change: TableChange, signal: AbortSignal): Promise<void>;
  /** Drops the table if it is there, with what the engine keeps about it. */
  drop(id: string, signal: AbortSignal): Promise<void>;
  /** Whether a resync under a sync target's configuration drops a table that the sync made and makes it anew. Absent: never. */
  isRecreatedOnResync?(configuration: JsonObject): boolean;
}

/**
 * Loads rows into a table. Rows and batch id are committed together; a batch id that is committed already is not loaded
 * again: `load` then answers the outcome recorded with it. Killed at any moment, the table holds the batch whole or not
 * at all, and no staging stays behind after the next load of the same scope.
 */
export interface LoadFacet {
  /** Formats that `load` takes, cheapest first. */
  readonly takes: readonly Format[];
  /** Whether `load` heeds `only` and `isStamp` of columns. Where it does not, it is given none. */
  readonly hasColumnModes?: boolean;
  /** Whether `load` heeds `deleteMissing` and `marks`. What it marks counts as deleted. */
  readonly canDeleteMissing?: boolean;
  /**
   * Whether `load` takes `replace` and `append` only, so that of a source whose changes are followed each change is appended
   * as a row of its own, with columns that tell what it was. Absent: false.
   */
  readonly appendsOnly?: boolean;
  /** The outcome of a committed batch, or undefined: the target's own word on what it holds. */
  committed(table: string, batch: Batch, signal: AbortSignal): Promise<LoadOutcome | undefined>;
  load(request: LoadRequest): Promise<LoadOutcome>;
}

/**
 * Writes records to a system that has no tables and no transactions with us. `targets` reads only.
 *
 * `write` sends the records of a batch in chunks, in order, and has each chunk acknowledged before it sends the next.
 * What is acknowledged is never sent again for this batch. A chunk whose outcome is not known (the line broke after it
 * was sent, the process died before it was acknowledged) is sent again, whole and unchanged, under the same idempotency
 * key: batch id and offset of its first record. So each record arrives at least once, and exactly once at a receiver
 * that drops repeated keys. Not guaranteed: that a record arrives no more than once at a receiver that ignores the key,
 * and that a batch arrives whole before its effects show. Every record has an outcome: taken, or rejected with a reason.
 * A failure that is not about records (the system is down, refuses the credentials) throws, and the batch goes on from
 * the last acknowledged chunk another time.
 */
export interface WriteFacet {
  targets(configuration: JsonObject, signal: AbortSignal): Promise<readonly WriteTarget[]>;
  write(request: WriteRequest): Promise<void>;
}

export interface Facets {
  readonly test: TestFacet;
  readonly discover: DiscoverFacet;
  readonly query: QueryFacet;
  readonly read: ReadFacet;
  readonly changes: ChangesFacet;
  readonly define: DefineFacet;
  readonly load: LoadFacet;
  readonly write: WriteFacet;
}
export type FacetName = keyof Facets;

/* ---------------------------------------------------------------- a connector */

/** What a connector may use of the engine that opens it. */
export interface ConnectorHost {
  /** Relative paths in a configuration are relative to this folder. */
  readonly baseDir: string;
  /** A folder for temporary files; what is left there by a crash is removed at the next start. */
  readonly tempDir: string;
  /** A folder for what was found out and can be found out again, kept between runs. Absent: nothing is kept. */
  readonly cacheDir?: string;
  /** The file in which the keys of SSH hosts are remembered, in the format of OpenSSH's known_hosts. */
  readonly knownHosts: string;
  /** Runs work in a DuckDB session and closes it; see movement/duckdb-session.ts. */
  withSession<T>(work: (session: DuckdbSession) => Promise<T>): Promise<T>;
  /**
   * Takes one of `limit` places under a name, over all processes that share the store, and waits while all are taken.
   * Disposing of it gives the place back; that of a process which died is free again.
   */
  slot(name: string, limit: number, signal: AbortSignal): Promise<AsyncDisposable>;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
}

/** An open connection. Disposing it closes every driver connection; facets are not used after that. */
export interface OpenConnector extends AsyncDisposable {
  readonly facets: Partial<Facets>;
  /** Why facets that the connector has cannot be used as this connection is configured: a sentence that says what to set. */
  readonly unusable?: Partial<Readonly<Record<FacetName, string>>>;
  /**
   * Values for read-only fields that are no secrets and that only the other side knows, asked for when the connection is
   * created or changed. What cannot be found out within seconds is left out.
   */
  identify?(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Says that facets will be called many times: keeps open, until disposed, what each call would open and close anew. */
  keep?(): Promise<AsyncDisposable>;
}

/** The configurations that definitions on a connection carry, each a strict zod object; absent where there is nothing to say. */
export interface DefinitionSchemas {
  readonly model?: ConfigSchema;
  readonly syncTarget?: ConfigSchema;
  /** `target.create` of a sync: what is needed to create a new target. */
  readonly createTarget?: ConfigSchema;
  readonly bulkSource?: ConfigSchema;
  readonly bulkDestination?: ConfigSchema;
}

/** A connector, declared. Importing a definition imports no driver: `open` does, when it is called. */
export interface ConnectorDefinition<C extends ConfigSchema = ConfigSchema> {
  /** As in `syncform_<id>_connection`. */
  readonly id: string;
  /** For people: "PostgreSQL". */
  readonly name: string;
  readonly description: string;
  readonly config: C;
  readonly definitions: DefinitionSchemas;
  readonly types: TypeTables;
  /** Every facet that `open` may answer; known without opening. `changes` only where the connection is set to detect them. */
  readonly facets: readonly FacetName[];
  /**
   * Values for read-only secrets of the configuration: made once, when the connection is created, and kept with its other
   * secrets for its life. `random` answers so many random bytes.
   */
  generate?(random: (length: number) => Buffer): Readonly<Record<string, string>>;
  open(config: z.output<C>, host: ConnectorHost): Promise<OpenConnector>;
}

/** Declares a connector; only types are checked here. */
export function defineConnector<C extends ConfigSchema>(
  definition: ConnectorDefinition<C>,
): ConnectorDefinition<C> {
  return definition;
}
