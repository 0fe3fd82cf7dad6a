import type { z } from 'zod';
import type { JsonObject } from '../kit/json.ts';
import type { TypeTables } from '../types/type-tables.ts';
import type { Budgets } from './budgets.ts';
import type { ChangesFacet } from './changes.ts';
import type { ConfigSchema } from './config-schema.ts';
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

export type * from './positions.ts';
export type * from './rows.ts';
export type * from './targets.ts';

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
  /**
   * What a configuration says that none of the objects which it is for has: a column. Throws `invalid` with the path of the
   * key at fault. Absent where a configuration says nothing of the kind.
   */
  refuseUnknown?(described: readonly ObjectSchema[], configuration: JsonObject): void;
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
   * What is to be read of an object that was read up to a position (null: never), and where the read after it goes on. Asked
   * before reading: what comes meanwhile is read again next time rather than missed. The source alone understands positions; one
   * that it does not know counts as none.
   */
  next(request: NextRequest, position: SourcePosition | null, signal: AbortSignal): Promise<NextRead>;
  /** Whether `extract` leaves out the rows that `filter` refuses. Where it does not, it is given none. */
  readonly canFilter?: boolean;
  /** Whether `extract` adds `constants`. Where it does not, it is given none. */
  readonly canAddConstants?: boolean;
  /**
   * Begins to get ready what `extract` needs to give rows in one of these formats, for a caller that is about to read; what
   * goes wrong with it is said where rows are read. Absent where that takes no time.
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
   * names. Asked of ids that differ by case alone. Absent: they are two.
   */
  sameTable?(id: string, signal: AbortSignal): Promise<string>;
  /** The type that the target gives to a field type, and what is lost. Throws `unsupported` where there is none. */
  columnType(fieldType: string): { readonly target_type: string; readonly lossy?: string };
  /**
   * What a column of a target's type that is there loses of values of a field type which the types' field types do not tell: a
   * bound on texts, rounded times. A phrase, or undefined where it is nothing. Absent: never.
   */
  narrows?(targetType: string, fieldType: string): string | undefined;
  /** Whether a sync's target that is named and not there is made, as files are by whoever writes them. Absent: false. */
  readonly makesNamed?: boolean;
  /** The table that is there, or null. */
  describe(id: string, signal: AbortSignal): Promise<ExistingTable | null>;
  /** Whether a view has that id, of which `describe` answers null: no table can be made there. Absent: there are no views. */
  isView?(id: string, signal: AbortSignal): Promise<boolean>;
  /**
   * Why the connection's user may not make a table of that id, of which `describe` answers null: sentences that say how to let
   * it. Absent: it is not known beforehand.
   */
  creationConflicts?(id: string, signal: AbortSignal): Promise<readonly string[]>;
  /**
   * How many rows a table has that is there, counted up to a limit; of those alone that have a value in the column `filled`,
   * where one is named. Absent of a destination that would have to read all of them to know.
   */
  countRows?(id: string, limit: number, signal: AbortSignal, filled?: string): Promise<number>;
  /** What `apply` would do; pure: the same answer for the same input. */
  change(wanted: TargetTable, existing: ExistingTable | null): TableChange;
  /** Makes the table as wanted, under the statements that `change` gave. */
  apply(change: TableChange, signal: AbortSignal): Promise<void>;
  /** Drops the table if it is there, with what the engine keeps about it. */
  drop(id: string, signal: AbortSignal): Promise<void>;
  /**
   * Whether the facet itself adds and fills the columns that `write_record_timestamps` of a target's configuration asks for.
   * Absent: the engine does.
   */
  readonly writesRecordTimestamps?: boolean;
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
  /**
   * Whether `load` carries out `change`, in the transaction of the rows: a load that fails leaves the table as it was, and makes
   * none. Absent: the table is made or altered before the load, by `define`, and stays so where that fails.
   */
  readonly canChangeTable?: boolean;
  /** Whether `load` heeds `deleteMissing` and `marks`. What it marks counts as deleted. */
  readonly canDeleteMissing?: boolean;
  /**
   * Whether of a source whose changes are followed each change is to be appended as a row of its own, with columns that tell
   * what it was, because merging rows costs too much or cannot be done: only `replace` and `append` are asked for then.
   * Absent: false.
   */
  readonly appendsOnly?: boolean;
  /** Whether `committed` finds no batch any more once anybody else has changed the table's rows. Absent: false. */
  readonly noticesOthers?: boolean;
  /** The outcome of a committed batch, or undefined: the target's own word on what it holds. */
  committed(table: string, batch: Batch, signal: AbortSignal): Promise<LoadOutcome | undefined>;
  load(request: LoadRequest): Promise<LoadOutcome>;
  /**
   * Which records a table has whose keys are the same to it, by its own rules of equality: two texts may be the same to it
   * that differ. Writes nothing but temporary tables. Absent: the keys are read and compared by their values.
   */
  find?(request: FindRequest): Promise<Findings>;
  /**
   * Loads several tables, whose rows and batches' ids are committed together or not at all: for small ones, whose commits
   * take longer than their rows. `work` gives all that it loads this session, and loads no other batches than those of
   * `loads`. Where one of them fails, even for a single record, so do all. Absent: each load is committed by itself.
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
  /** For each value, in their order, the ids of the records that have it: none, one or several. Absent: nothing can be looked for. */
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
  /** How a secret is exchanged that the other side replaces with each use. Absent: what takes its place is kept nowhere. */
  readonly exchangeSecret?: SecretExchange;
  /** What accounts may ask, over all processes that share the store. Absent: each process counts by itself. */
  readonly budgets?: Budgets;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
}

/**
 * Uses a secret that the other side may replace with each use, as some do with refresh tokens. `use` is given what holds now in
 * the place of the configured one (`given`), and says what takes its place; nothing does where it says none. Over all processes
 * that share the store one uses it at a time. What takes its place is kept, encrypted, for as long as the same secret is
 * configured; it is no change of the connection.
 */
export type SecretExchange = <T>(
  given: string,
  signal: AbortSignal,
  use: (current: string) => Promise<{ readonly answer: T; readonly replacement?: string | undefined }>,
) => Promise<T>;

/**
 * An open connection. Disposing it closes every driver connection; facets are not used after that. `F` are facets that it is
 * known to have; `changes` is there only where the connection is set to detect them.
 */
export interface OpenConnector<F extends FacetName = never> extends AsyncDisposable {
  readonly facets: Partial<Facets> & Pick<Facets, Exclude<F, 'changes'>>;
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

/** What a connector's author writes: `open` answers every facet that is declared, which the compiler sees to. */
type Declaration<C extends ConfigSchema, F extends FacetName> = Omit<
  ConnectorDefinition<C>,
  'facets' | 'open'
> & {
  readonly facets: readonly F[];
  open(config: z.output<C>, host: ConnectorHost): Promise<OpenConnector<F>>;
};

/** Declares a connector; only types are checked here. */
export function defineConnector<C extends ConfigSchema, const F extends FacetName>(
  definition: Declaration<C, F>,
): ConnectorDefinition<C> {
  return definition;
}
