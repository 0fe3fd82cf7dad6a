import type { JsonObject } from '../kit/json.ts';
import type { DuckdbSession } from './duckdb-session.ts';
import type { Column, FieldSchema, RowBatches, RowFilter, RowSource } from './rows.ts';

/*
 * What a target has, and how rows and records arrive at it.
 */

/* ---------------------------------------------------------------- tables */

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
  /** Whether `lossy` says that the column, which is there, holds less than its type could. Absent: false. */
  readonly isNarrowed?: boolean;
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
    /** The type that it has now, of a table that is written again with its rows, in `target_type`. Absent: that is the type. */
    readonly found_type?: string;
    /** Why rows may not bring a value for it, and what to do about it, as phrases. Absent: they may. */
    readonly takesNoValue?: { readonly because: string; readonly wayOut: string };
    /** Whether a new row has to bring a value: nothing else gives it one, and NULL is refused. Absent: false. */
    readonly needsValue?: boolean;
    /** What keeps its type from being changed, as a phrase: "the view public.v". Absent: nothing. */
    readonly fixedBy?: string;
  }[];
  /** The columns of the primary key. */
  readonly key: readonly string[];
  /** Other sets of columns with a unique constraint. */
  readonly unique: readonly (readonly string[])[];
  /** What keeps its columns from being changed in any way, as a phrase; columns can be added. Absent: nothing. */
  readonly fixedBy?: string;
  /** What else may refuse a row: a constraint, a trigger; as its text, with the columns that it speaks of, none where any. */
  readonly rules?: readonly { readonly text: string; readonly columns: readonly string[] }[];
  /** What the connection's user may not do there, as sentences that say how to let it, and what it is needed for. */
  readonly lacks?: readonly { readonly for: readonly (LoadOperation | 'alter')[]; readonly text: string }[];
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
  /** Those of them that are about names: one that the target does not take, or two that are one to it. Absent: none. */
  readonly nameConflicts?: readonly string[];
  /**
   * By the names of wanted columns the types that they have once the statements ran, where those are not the wanted ones:
   * of columns that are there and hold more, and of those that a key bounds.
   */
  readonly types?: Readonly<Record<string, string>>;
  /**
   * Of `create`: the id of the table that is there, which is dropped before, with what the engine keeps about it. Given only
   * where `load` can carry changes out, so that the old rows go in the transaction in which the new ones come.
   */
  readonly drops?: string;
  /** What becomes of columns that are there when their rows are written again, as sentences. Absent: nothing. */
  readonly rewritten?: readonly string[];
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

/** A load that is to come: the target's id of the table, the batch, and what `change` of its request will be. */
export interface PlannedLoad {
  readonly table: string;
  readonly batch: Batch;
  readonly change?: TableChange;
  /** How many rows there are, by the source's estimate. */
  readonly estimatedRows?: number;
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

/**
 * Records of a sync that its table has already. Two keys that differ may be the same to the table (`Bob`, `bob` in a column
 * that takes no notice of case). A new record whose key is the same to the table as one of theirs is refused: it would take
 * the row of a record that the source still has.
 */
export interface Holders {
  /** Rows with numbers from here on are of records that the table has not had yet. */
  readonly firstNew: number;
  /** The keys of those that are not among the rows: the columns of the key, in its order. */
  readonly keys: RowSource;
}

export interface LoadRequest {
  readonly table: TargetTable;
  /**
   * What it takes to make the table as wanted, as `define` planned it: carried out together with the load, also with one that
   * finds its batch committed. A schema that it makes may stay where the load fails. Given only to a facet that
   * declares `canChangeTable`.
   */
  readonly change?: TableChange;
  readonly operation: LoadOperation;
  /** The columns that the rows bring, a subset of the table's, in the order in which they come. */
  readonly columns: readonly LoadColumn[];
  /** Columns that tell rows apart for upsert, insert, update and delete. */
  readonly key: readonly string[];
  /** Whether the source sees to it that no two rows come with the same key and none with a NULL in it. Absent: false. */
  readonly isKeyUnique?: boolean;
  /**
   * A column that most records bring a new value of when they change, as when they were last written: where it differs the
   * record does, and the others need not be compared. It says nothing of records where it is equal.
   */
  readonly changesWith?: string;
  /**
   * Of `upsert`: rows of the table whose key does not come are deleted. Where the rows bring a stamp (see own-rows.ts), those in
   * which it is NULL were never written from here, and stay; one of them whose key comes is written, and has it from then
   * on. Given only to a facet that declares `canDeleteMissing`.
   */
  readonly deleteMissing?: boolean;
  /** Rows that would be deleted stay and get these values, unless the first of the columns has one. As `deleteMissing`. */
  readonly marks?: readonly Mark[];
  /**
   * Of `delete`: the table's stamp (see own-rows.ts). Rows in which it is NULL were never written from here, and stay. As
   * `deleteMissing`.
   */
  readonly stamp?: string;
  readonly rows: RowSource;
  /**
   * The same rows, in a format that the facet takes, with the column NUMBER (record-numbers.ts) after the others: the
   * record's number, another in every row. Given together with `isRepeatable`. Every rejected record is then named by its
   * number as well, and of records with one key the one of the smallest number is taken.
   */
  readonly numbered?: RowSource;
  /** What the numbers of `numbered` say, where the table has records of the same sync that do not come. Of keyed operations. */
  readonly holders?: Holders;
  /** Whether `rows` and `numbered` can be opened again and are then the same, so that one at fault can be looked for. Absent: false. */
  readonly isRepeatable?: boolean;
  readonly batch: Batch;
  readonly session: DuckdbSession;
  readonly signal: AbortSignal;
  onProgress(delta: { readonly rows?: number; readonly bytes?: number }): void;
}

/** A load but for its batch. */
export type RowsToLoad = Omit<LoadRequest, 'batch'>;

/**
 * Records that are looked for in a table by their keys, as they would be loaded: the columns are those of the key, and
 * `operation` says what is to be done to those that are there.
 */
export interface FindRequest extends RowsToLoad {
  readonly numbered: RowSource;
  /** Only among the rows of the table that this lets through; its fields are those that the `query` facet describes. */
  readonly filter: RowFilter | undefined;
}

/** The numbers of the records that a table has, and those of which it never can have one of their own. */
export interface Findings {
  readonly found: readonly number[];
  /** As `load` would refuse them for their keys: named by number. */
  readonly rejected: readonly RejectedRecord[];
}

/** A record that the target refused, by its key's values as text, and why. */
export interface RejectedRecord {
  readonly key: Readonly<Record<string, string | null>>;
  readonly reason: string;
  /** The record's number, where the rows of the load were numbered. */
  readonly number?: number;
}

export interface LoadOutcome {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly rejected: readonly RejectedRecord[];
}
/* ---------------------------------------------------------------- records */

/** What becomes of a record at a target that takes records; `upsert`: the target itself tells whether it is new. */
export type WriteOperation = 'create' | 'update' | 'upsert' | 'remove';

/** A field by whose value a target tells its records apart. */
export interface WriteIdentity {
  /** Its name; `*` stands for any field that is not named. */
  readonly field: string;
  /** What can be done with a record by that value alone. For anything else it takes the record's id, which `lookup` answers. */
  readonly operations: readonly WriteOperation[];
  /** Whether `lookup` finds records by it. */
  readonly canLookup: boolean;
}

/** What a target allows. What is absent has no limit that is known. */
export interface WriteLimits {
  readonly recordsPerRequest?: number;
  readonly bytesPerRequest?: number;
  /** Requests that are under way at a time. */
  readonly requestsAtOnce?: number;
  readonly requestsPerSecond?: number;
  readonly requestsPerDay?: number;
}

/** Something that takes records: a webhook, an object of a business system. */
export interface WriteTarget {
  /** Its id, as definitions name it in `target.object`. */
  readonly id: string;
  readonly name: string;
  /** The fields that records may have, or `any`. */
  readonly fields: readonly FieldSchema[] | 'any';
  readonly operations: readonly WriteOperation[];
  /** The fields that may be the identity of a sync; `any` where the receiver sees to that itself. */
  readonly identities: readonly WriteIdentity[] | 'any';
  /** Fields that a new record has to have. */
  readonly required: readonly string[];
  readonly limits: WriteLimits;
  /** How many fields its records may have in all. Absent: nobody says so. */
  readonly fieldLimit?: FieldLimit;
}

/** The most fields that records of a target may have, and those that there are. */
export interface FieldLimit {
  readonly most: number;
  readonly count: number;
  readonly names: ReadonlySet<string>;
  /** What to change so that there may be more, after "or". */
  readonly raise: string;
}

/** Records that are looked for at a target by the value of one field. */
export interface LookupRequest {
  /** A target's id. */
  readonly object: string;
  /** The configuration of the sync's target. */
  readonly configuration: JsonObject;
  readonly field: string;
  /** Texts in the dialect of CsvStream, each once. */
  readonly values: readonly string[];
  readonly signal: AbortSignal;
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
  /** Whether the rows have one value more than there are columns: the record's id, as `lookup` answered it, or null. */
  readonly hasIds: boolean;
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
  /** Of `upsert`: how many of those that were taken are new, where the target says so. */
  readonly created?: number;
  /** By their place in the chunk, from 0. */
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}
