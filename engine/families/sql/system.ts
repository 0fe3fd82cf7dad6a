import type { CsvStream, ExistingTable, RowSource } from '../../contract/contract.ts';
import type { DescribedQuery } from './describe-query.ts';
import type { ReadingDialect, SqlDialect } from './dialect.ts';
import type { TableName } from './names.ts';
import type { CatalogObject } from './query.ts';
import type { Selection } from './selection.ts';
import type { SessionPool } from './session-pool.ts';
import type { SourceColumn } from './source-columns.ts';

export type Rows = readonly (readonly (string | null)[])[];

/** A server session. Every value comes as the server's text. */
export interface SqlSession {
  /** Runs one statement and answers its rows. */
  rows(sql: string): Promise<Rows>;
  /** Runs one statement and answers how many rows it wrote. */
  run(sql: string): Promise<number>;
}

/** A column as the catalog knows it. */
export interface SqlColumn extends SourceColumn {
  /** Whether a new row has a value for it without bringing one. */
  readonly hasDefault: boolean;
  /** Why rows may not bring a value for it, and what to do about it, as phrases. Absent: they may. */
  readonly takesNoValue?: { readonly because: string; readonly wayOut: string };
  /** What keeps its type from being changed, as a phrase: "an index". Absent: nothing that is known. */
  readonly fixedBy?: string;
}

/** A table or view as the catalog knows it. */
export interface SqlTable extends CatalogObject {
  readonly isView: boolean;
  readonly columns: readonly SqlColumn[];
}

/** Rows of texts on their way into a temporary table. */
export interface TextsToStage {
  /** The table's name in SQL; it has the columns in which the rows come, all of them texts but the first, a number. */
  readonly table: string;
  /** Its columns, in the order in which rows have them. */
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<Rows>;
  /** What files that wait for the system are named after: those that a killed process left of it are removed. */
  readonly scope: string;
  readonly signal: AbortSignal;
}

/** The hooks of a connector: what the family cannot make of its dialect. */
export interface SqlSystem<S extends SqlSession = SqlSession> {
  readonly dialect: SqlDialect;
  readonly sessions: SessionPool<S>;
  /** The schema of a bare name, where there is one that names are in by default. */
  readonly bareIn: string | undefined;
  /** The tables and views that the user may read, of one schema or of all but the system's: schema, name, estimated rows. */
  list(
    session: S,
    schema: string | undefined,
  ): Promise<readonly (readonly [schema: string, table: string, rows: string | null])[]>;
  /** Tables and views of these names, in any order; unknown ones are left out. */
  describe(session: S, names: readonly TableName[]): Promise<readonly SqlTable[]>;
  /** What else of a table that is there may refuse rows, for plans. Absent: the system has no such rules, or does not tell. */
  rulesOf?(session: S, table: TableName): Promise<Partial<Pick<ExistingTable, 'rules' | 'unique'>>>;
  /** What a query yields, without running it. Throws `invalid` at path `query`. */
  describeQuery(session: S, query: string): Promise<DescribedQuery>;
  /** All rows of a table or view. Absent: FROM it. */
  readonly selectObject?: (object: SqlTable, columns: readonly SourceColumn[]) => Selection;
  /** The rows of a SELECT as they come, in a session that is taken for it. */
  stream(sql: string, what: string, signal: AbortSignal): AsyncIterable<Rows>;
  /**
   * A way in which a selection's rows can be read that is cheaper than `stream`, which `asCsv` reads. Absent, or of no answer: there
   * is none.
   */
  bulk?(selection: Selection, asCsv: CsvStream): RowSource | undefined;
  /** How many bytes the server processes for a SELECT, of which it bills them; it is not run. Absent: reading costs nothing by itself. */
  billedBytes?(sql: string, what: string, signal: AbortSignal): Promise<number>;
  /** Brings rows of texts into a table. Absent: by INSERTs. */
  stage?(session: S, work: TextsToStage): Promise<void>;
  /** SQL of the moment since which all transactions have ended that may write, or now. Absent: it cannot be asked for. */
  readonly oldestWriter?: string;
  /**
   * A condition on which values of a column, whose SQL is given, no row will come before that is not there yet. Absent, or of no
   * answer: it follows from `oldestWriter`.
   */
  hasCome?(value: string, column: SourceColumn): string | undefined;
  /** Whether the server refused a statement for the data in it. */
  isDataError(error: unknown): error is Error;
  /** An error of a statement, in words: what was being done, and the server's message. */
  statementError(doing: string, error: unknown): Error;
}

/** The hooks of a connector that reads alone. */
export type SqlReader<
  S extends SqlSession = SqlSession,
  O extends CatalogObject = CatalogObject,
> = ReaderHooks<S, O> & (Streaming<S> | Printing);

interface ReaderHooks<S extends SqlSession, O extends CatalogObject>
  extends Pick<
    SqlSystem<S>,
    | 'sessions'
    | 'bareIn'
    | 'list'
    | 'describeQuery'
    | 'bulk'
    | 'billedBytes'
    | 'oldestWriter'
    | 'hasCome'
    | 'statementError'
  > {
  readonly dialect: ReadingDialect;
  /** Tables and views of these names, in any order; unknown ones are left out. */
  describe(session: S, names: readonly TableName[]): Promise<readonly O[]>;
  /** All rows of a table or view. Absent: FROM it. */
  selectObject?(object: O, columns: readonly SourceColumn[]): Selection;
}

interface Streaming<S extends SqlSession> extends Pick<SqlSystem<S>, 'stream'> {
  readonly csv?: undefined;
}

/** A system that itself answers in the engine's dialect of CSV. */
interface Printing {
  readonly stream?: undefined;
  /** The rows of a SELECT as bytes of a CsvStream. */
  csv(sql: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
