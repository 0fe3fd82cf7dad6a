import type { Readable } from 'node:stream';
import type { JsonObject } from '../kit/json.ts';
import type { DuckdbSession } from './duckdb-session.ts';
import type { Filter } from './filter.ts';
import type { ChangeRange } from './positions.ts';
import type { RejectedRecord } from './targets.ts';

/*
 * What a source shows, and how rows leave it.
 */

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
  /** Whether the source cannot find rows by the values from one on, though their type has an order. Absent: false. */
  readonly isNoPosition?: boolean;
  /** Which changes of rows are not found by it as a tracking field, a phrase for the plan. Absent: none but deletions. */
  readonly missed?: string;
  /** Why the connection's user may not read it, with what lets it. It is no fault until the field is chosen. Absent: it may. */
  readonly unreadable?: string;
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
  /** The tracking field of a bulk sync that names none: that by which the system can be asked for what is new. */
  readonly tracking_field?: string;
}
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
 * types of movement/duckdb-types.ts. What the SELECT calls its columns means nothing: whoever reads it names them by their
 * place (see movement/hub-names.ts), for DuckDB does not tell names apart by case. It stays valid until the session closes.
 */
export interface Relation {
  readonly format: 'relation';
  /** Whether its rows come one by one from elsewhere, so that passing them on takes little memory. Absent: false. */
  readonly isStream?: boolean;
  /** Whether its SELECT is cheap to run, and answers the same rows again within one transaction of the session. Absent: false. */
  readonly isRepeatable?: boolean;
  /** The table of the session that holds the rows, under the columns' names on their way (see hub-names.ts). Absent where there is none. */
  readonly table?: string;
  /**
   * The same rows as text, for a second reading that has to look at every value: where one is not of its column's type,
   * the SELECT fails as a whole. Absent of what has no such values.
   */
  readonly asText?: CsvStream;
  attach(session: DuckdbSession, signal: AbortSignal): Promise<string>;
  /**
   * The same, sooner: whether what its SELECT reads is right is said by `check` once it has been written. Absent where
   * that is sure beforehand anyway.
   */
  readonly attachUnchecked?: (session: DuckdbSession, signal: AbortSignal) => Promise<UncheckedRows>;
}

export interface UncheckedRows {
  /** As that of `attach`. */
  readonly select: string;
  /**
   * Throws where a value was read as another one. To be asked in the transaction that the SELECT was run in, and before
   * anybody sees the rows. `written` is a SELECT of what was made of them: the same columns and types, in their order.
   */
  check(written: string): Promise<void>;
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

/** A way in which rows can be read. Opened at most once; what it opens is closed when consumed or when the signal fires. */
export type RowSource = CsvStream | PgCopyStream | ParquetFiles | Relation | RowBatches;
export type Format = RowSource['format'];

/** Rows on their way: what they are and every way in which they can be obtained, cheapest for the source first. */
export interface Extraction {
  readonly columns: readonly Column[];
  readonly offers: readonly RowSource[];
  /** How many bytes are read in all, if the source knows it and the bytes do not flow through Node: DuckDB reads files by itself. */
  readonly bytes?: number;
  /**
   * How many bytes the source processes to give the rows, of which it bills them; asked without reading. With `tellsCost` of
   * `query` or `read`.
   */
  readonly billedBytes?: (signal: AbortSignal) => Promise<number>;
  /** Records of the source that are no rows and are left out: lines of a file with other values than its columns. */
  readonly rejected?: readonly RejectedRecord[];
  /** Why a cheaper offer is missing, for the execution's log: "column price is numeric without precision". */
  readonly notes?: readonly string[];
  /**
   * A set of columns, such as a primary key, that the source guarantees to be unique and not NULL. All rows are of one moment;
   * otherwise the guarantee would not hold for them.
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
  /** Only what changed. Given only where `next` answered that it can be read. */
  readonly changes?: ChangedRows;
  /** Only rows that this lets through. Given only to a facet that declares `canFilter`. */
  readonly filter?: RowFilter | undefined;
  /** Columns that come after the fields. Given only to a facet that declares `canAddConstants`. */
  readonly constants?: readonly ConstantColumn[];
  /** A field by whose values the rows may be told apart, to read them in parts at the same time. Only a hint. */
  readonly partitionBy?: string;
  /** The formats that the taker takes, cheapest first. Only a hint: an offer of no use need not be prepared. */
  readonly takes?: readonly Format[];
  readonly configuration: JsonObject;
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
