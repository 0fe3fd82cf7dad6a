import type { JsonObject } from '../kit/json.ts';
import type { ChangesFacet } from './changes.ts';
import type { DuckdbSession } from './duckdb-session.ts';
import type { NextRead, NextRequest, SourcePosition } from './positions.ts';
import type {
  Extraction,
  FieldSchema,
  Format,
  ObjectSchema,
  ObjectSummary,
  ReadRequest,
  RowFilter,
} from './rows.ts';
import type {
  Batch,
  ExistingTable,
  Findings,
  FindRequest,
  LoadOutcome,
  LoadRequest,
  LookupRequest,
  PlannedLoad,
  TableChange,
  TargetTable,
  WriteRequest,
  WriteTarget,
} from './targets.ts';

/*
 * What a connector does, as facets: small interfaces, each a promise. What its facets can beyond that a connector declares as data
 * (capabilities.ts). A method that is optional here is
 * there exactly if the capability is declared that its comment ends with.
 */

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
  /**
   * What a configuration says that none of the objects which it is for has: a column. Throws `invalid` with the path of the
   * key at fault. With `refusesUnknown`.
   */
  refuseUnknown?(described: readonly ObjectSchema[], configuration: JsonObject): void;
}

/** Reads a model: a table or a query, as the model's configuration says. Reads only. */
export interface QueryFacet {
  /** The result's fields with types from the system itself, without reading rows. Throws `invalid` with the path of the key at fault. */
  describe(configuration: JsonObject, signal: AbortSignal): Promise<readonly FieldSchema[]>;
  /** The rows of these fields, in that order. */
  extract(
    configuration: JsonObject,
    fields: readonly FieldSchema[],
    signal: AbortSignal,
  ): Promise<Extraction>;
  /** The same of the rows alone that a filter lets through. With `canFilter`. */
  extractFiltered?(
    configuration: JsonObject,
    fields: readonly FieldSchema[],
    filter: RowFilter,
    signal: AbortSignal,
  ): Promise<Extraction>;
}

/** Reads objects for bulk syncs. Reads only; may be asked again for the same range and then answers at least the same rows. */
export interface ReadFacet {
  /**
   * What is to be read of an object that was read up to a position (null: never), and where the read after it goes on. Asked
   * before reading: what comes meanwhile is read again next time rather than missed. The source alone understands positions; one
   * that it does not know counts as none.
   */
  next(request: NextRequest, position: SourcePosition | null, signal: AbortSignal): Promise<NextRead>;
  /**
   * Begins to get ready what `extract` needs to give rows in one of these formats, for a caller that is about to read; what
   * goes wrong with it is said where rows are read. With `canPrepare`.
   */
  prepare?(takes: readonly Format[]): void;
  /** The rows that are asked for: the fields in order, then the constants. */
  extract(request: ReadRequest, signal: AbortSignal): Promise<Extraction>;
}

/** Makes and alters target tables. `change` and `describe` read only; `apply` is idempotent: what is there already stays. */
export interface DefineFacet {
  /**
   * The default id of a table for an output name under a destination or target configuration: `public.users`.
   * `sourceSchema` is the schema of the object that the rows come from, where that has one.
   */
  tableId(name: string, configuration: JsonObject, sourceSchema?: string): string;
  /**
   * A text that is the same of two ids where the target takes them for one table, because it does not look at the case of
   * names. Asked of ids that differ by case alone. With `foldsNames`.
   */
  sameTable?(id: string, signal: AbortSignal): Promise<string>;
  /** The type that the target gives to a field type, and what is lost. Throws `unsupported` where there is none. */
  columnType(fieldType: string): { readonly target_type: string; readonly lossy?: string };
  /**
   * What a column of a target's type that is there loses of values of a field type which the types' field types do not tell: a
   * bound on texts, rounded times. A phrase, or undefined where it is nothing. With `knowsNarrower`.
   */
  narrows?(targetType: string, fieldType: string): string | undefined;
  /** The table that is there, or null. */
  describe(id: string, signal: AbortSignal): Promise<ExistingTable | null>;
  /** Whether a view has that id, of which `describe` answers null: no table can be made there. With `hasViews`. */
  isView?(id: string, signal: AbortSignal): Promise<boolean>;
  /**
   * Why the connection's user may not make a table of that id, of which `describe` answers null: sentences that say how to let
   * it. With `knowsRights`.
   */
  creationConflicts?(id: string, signal: AbortSignal): Promise<readonly string[]>;
  /**
   * How many rows a table has that is there, counted up to a limit; of those alone that have a value in the column `filled`,
   * where one is named. With `canCount`.
   */
  countRows?(id: string, limit: number, signal: AbortSignal, filled?: string): Promise<number>;
  /** What `apply` would do; pure: the same answer for the same input. */
  change(wanted: TargetTable, existing: ExistingTable | null): TableChange;
  /** Makes the table as wanted, under the statements that `change` gave. */
  apply(change: TableChange, signal: AbortSignal): Promise<void>;
  /** Drops the table if it is there, with what the engine keeps about it. */
  drop(id: string, signal: AbortSignal): Promise<void>;
}

/**
 * Loads rows into a table. Rows and batch id are committed together; a batch id that is committed already is not loaded
 * again: `load` then answers the outcome recorded with it. Killed at any moment, the table holds the batch whole or not
 * at all, and no staging stays behind after the next load of the same scope.
 */
export interface LoadFacet {
  /** The outcome of a committed batch, or undefined: the target's own word on what it holds. */
  committed(table: string, batch: Batch, signal: AbortSignal): Promise<LoadOutcome | undefined>;
  load(request: LoadRequest): Promise<LoadOutcome>;
  /**
   * Which records a table has whose keys are the same to it, by its own rules of equality: two texts may be the same to it
   * that differ. Writes nothing but temporary tables. With `canFind`.
   */
  find?(request: FindRequest): Promise<Findings>;
  /**
   * Loads several tables, whose rows and batches' ids are committed together or not at all: for small ones, whose commits
   * take longer than their rows. `work` gives all that it loads this session, and loads no other batches than those of
   * `loads`. Where one of them fails, even for a single record, so do all. With `canLoadTogether`.
   */
  together?<T>(
    session: DuckdbSession,
    signal: AbortSignal,
    loads: readonly PlannedLoad[],
    work: (load: LoadFacet['load']) => Promise<T>,
  ): Promise<T>;
}

/**
 * Writes records to a system that has no tables and no transactions with us. `targets` reads only.
 *
 * `write` sends the records of a batch in chunks and has them acknowledged in order. No more chunks are under way, sent and
 * not acknowledged, than the target's limit says (`requestsAtOnce`; one where it says nothing). What is acknowledged is never
 * sent again for this batch. A chunk whose outcome is not known (the line broke after it was sent, the process died before
 * it was acknowledged) is sent again, whole and unchanged, under the same idempotency key: batch id and offset of its first
 * record. So each record arrives at least once, and exactly once at a receiver that drops repeated keys, or that is told to
 * update or upsert. Not guaranteed: that a record arrives no more than once at a receiver that ignores the key, and that a
 * batch arrives whole before its effects show. Every record has an outcome: taken, or rejected with a reason. A failure that
 * is not about records (the system is down, refuses the credentials) throws, and the batch goes on from the last
 * acknowledged chunk another time.
 */
export interface WriteFacet {
  /** What takes records under a configuration. Where `named` is given, no other target's fields and identities need be there. */
  targets(configuration: JsonObject, signal: AbortSignal, named?: string): Promise<readonly WriteTarget[]>;
  /** For each value, in their order, the ids of the records that have it: none, one or several. With `canLookup`. */
  lookup?(request: LookupRequest): Promise<readonly (readonly string[])[]>;
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
