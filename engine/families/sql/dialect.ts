import type { ExistingTable } from '../../contract/contract.ts';
import type { FilterDialect } from '../../filters/dialect.ts';
import type { TypeTables } from '../../types/type-tables.ts';
import type { NarrowType } from './narrowing.ts';
import type { SourceColumn } from './source-columns.ts';

/** How names and literals are written and how commits are kept: what also a connector says that merges in a way of its own. */
export interface SqlWords {
  /** For people: "Postgres". */
  readonly system: string;
  /** An identifier in the quotes of the dialect. */
  quoteIdentifier(name: string): string;
  /** A text as a literal. */
  quoteLiteral(text: string): string;
  readonly names: NamesOfDialect;
  readonly commits: CommitsOfDialect;
}

export interface NamesOfDialect {
  /** What stands around a part of a table's id that holds a dot or that quote, and how an error calls it. */
  readonly quote: '"' | '`';
  /** What tables are in: `schema.table` or `database.table`. */
  readonly container: 'schema' | 'database';
  /** The container of a bare name, where that does not depend on the connection. */
  readonly defaultContainer?: string;
  /** The attribute of a connection that says it, where it depends on that: `dbname`. */
  readonly containerSaidBy?: string;
  /** The longest name, and what is counted. */
  readonly longest: { readonly count: number; readonly unit: 'bytes' | 'characters' | 'UTF-16 units' };
  /** What else makes a name one that the system cannot give, as a phrase. Absent: nothing. */
  fault?(name: string): string | undefined;
  /** Whether names of columns that differ by case alone are one name. */
  readonly foldsCase: boolean;
  /** The most columns of a table that rows can be loaded into. */
  readonly mostColumns: number;
}

/** How the table `_syncform_commits` is kept, whose rows are committed together with the rows that they speak of. */
export interface CommitsOfDialect {
  /** The statement that makes the table, by its quoted name: the columns are those that `recordCommit` fills, and committed_at. */
  create(quotedTable: string): string;
  /** Whether a digest of the scope is in the key, in a column of its own, because an index cannot hold a long text. */
  readonly digestsScope: boolean;
  /** A statement that answers a row where the table is there. */
  exists(name: { readonly schema: string; readonly table: string }): string;
  /** The most bytes of an outcome that the table keeps. Absent: there is no bound. */
  readonly longestOutcome?: number;
  /** The moment before which commits are forgotten, a month ago. */
  readonly monthAgo: string;
  /** SQL of the time of a commit, where no column can have it as its DEFAULT. Absent: committed_at has. */
  readonly now?: string;
  /**
   * A statement that waits, in a transaction, until no other one makes the same table. Absent: CREATE TABLE can be run by two at
   * once, or commits what is open.
   */
  whileMaking?(quotedTable: string): string;
}

/**
 * What sets one relational database apart from the others, as data: names, commits, conditions, and the statements that define,
 * fill and merge tables are made of it. docs/relational-databases.md says how a connector is made from one.
 *
 * Where a member gets an expression, it is SQL of a value; what it answers is one as well.
 */
export interface SqlDialect extends SqlWords {
  readonly types: TypeTables;
  /** Types of columns that keep not every value of a kind. */
  readonly narrowTypes: readonly NarrowType[];
  /** Whether a column of type `wide` keeps every value of type `narrow` exactly. */
  holds(wide: string, narrow: string): boolean;
  readonly filters: FilterDialect;
  readonly values: ValuesOfDialect;
  readonly ddl: DdlOfDialect;
  readonly transactions: TransactionsOfDialect;
  readonly merging: MergingOfDialect;
}

/** What of a dialect says how tables and queries are read: enough for a system that nothing is written to. */
export type ReadingDialect = Pick<
  SqlDialect,
  'system' | 'quoteIdentifier' | 'quoteLiteral' | 'names' | 'types' | 'filters'
> & {
  readonly values: Pick<ValuesOfDialect, 'asText' | 'compared' | 'fromText'>;
  readonly merging: Pick<MergingOfDialect, 'first'>;
};

/** What of a dialect says how tables are planned, made and altered. */
export type DefiningDialect = SqlWords &
  Pick<SqlDialect, 'types' | 'narrowTypes' | 'holds' | 'ddl'> & {
    /** Absent: rows are limited by `LIMIT`. */
    readonly merging?: Pick<MergingOfDialect, 'first'>;
  };

/** How values become text and text becomes values. Texts are those of the engine's dialect of CSV (see CsvStream). */
export interface ValuesOfDialect {
  /** The value of a column as the text that is read, NULL as NULL. */
  asText(value: string, column: SourceColumn): string;
  /** The value in which a filter compares a column. */
  compared(value: string, column: SourceColumn): string;
  /** A text as a value that can be assigned to a column of a type. The system refuses a text that is none of the type's. */
  fromText(text: string, type: string): string;
  /** The value in which two are the same to every bit and character, whatever a collation says. */
  exact(value: string, type: string): string;
}

export interface DdlOfDialect {
  /** Statements that make a schema; run twice they change nothing. */
  createSchema(name: string): string;
  /**
   * A query that answers a row where there is already what a statement makes: run anyway, it would ask for a right that
   * nobody needs then. Undefined of a statement that is always run. Absent: all are.
   */
  isMade?(statement: string): string | undefined;
  /** The statement that makes a table if it is not there. Absent: `CREATE TABLE IF NOT EXISTS`. */
  createTable?(quotedTable: string, columns: string): string;
  /** The line of a new table that names its key, of quoted columns. Absent: `PRIMARY KEY (…)`. */
  primaryKey?(columns: string): string;
  /** What stands after the columns of a new table: how it is stored, by the quoted columns of its key. Absent: nothing. */
  storedAs?(key: readonly string[]): string;
  /** The statement that drops a table if it is there. Absent: `DROP TABLE IF EXISTS`. */
  dropTable?(quotedTable: string): string;
  /** A column as it is made, of its quoted name and its type. Absent: with `NULL` or `NOT NULL` after both. */
  column?(quoted: string, type: string, isNullable: boolean): string;
  /** A type as a column of a key has it, among the types of the whole key, where the index of a key bounds it. Absent: unchanged. */
  keyType?(type: string, typesOfKey: readonly string[]): string;
  /** Why a table of columns of these types cannot be made, as the end of `… would have 7 columns, `. Absent: each can. */
  tooLarge?(types: readonly string[]): string | undefined;
  /** Why a table that is there can be neither altered nor loaded, as a sentence. Absent: each can. */
  unusable?(table: ExistingTable, quotedTable: string): string | undefined;
  /**
   * Whether a column keeps its own type although that holds less than a wanted one, because an index bounds it: values that are
   * too long are refused then. Absent: never.
   */
  isBound?(table: ExistingTable, column: ExistingColumn, type: string): boolean;
  readonly addColumn: 'ADD' | 'ADD COLUMN' | 'ADD COLUMN IF NOT EXISTS';
  /** The statement that gives a column a wider type; undefined or absent where the system cannot. */
  alterType?(
    quotedTable: string,
    column: string,
    from: string,
    to: string,
    isNullable: boolean,
  ): string | undefined;
  /** The statement that lets a column be NULL; undefined or absent where the system cannot. */
  dropNotNull?(quotedTable: string, column: string, type: string): string | undefined;
  /**
   * Both of these as one statement, where the system wants the whole of a column said again; or why it cannot be said, as the
   * end of `column "a" has to become text, `. Absent: they are two statements.
   */
  redefine?(
    quotedTable: string,
    column: ExistingColumn,
    to: { readonly type: string | undefined; readonly isNullable: boolean },
  ): { readonly statement: string } | { readonly but: string };
  /**
   * The transaction in which all statements of a change are, and the lock in it under which nobody else makes anything. Absent:
   * each statement stands for itself.
   */
  readonly transaction?: { readonly begin: string; readonly lock: string; readonly commit: string };
  /** Whether an error says that what a statement was to make is there: another run has made it. */
  isDone(error: unknown): boolean;
}

export type ExistingColumn = ExistingTable['columns'][number];

export interface TransactionsOfDialect {
  readonly begin: string;
  readonly commit: string;
  readonly rollback: string;
  /** Statements that wait, in the transaction of a load, until no other one loads for the scope. */
  lockScope(scope: string, quotedTable: string): readonly string[];
  /**
   * Where what `lockScope` locks is a row: a statement, outside of transactions, that writes to the row if it is there, and one
   * that makes it, as a commit of the table whose id is given. Absent: it locks something else.
   */
  lockRow?(scope: string, quotedTable: string, id: string): { readonly find: string; readonly make: string };
  /** Whether a session reads what others have not committed: then commits count only under the lock of their scope. */
  readonly readsUncommitted?: true;
  /** What undoes a step of a transaction after an error. Absent: an error ends the transaction. */
  readonly savepoints?: { readonly set: string; readonly back: string };
}

export interface MergingOfDialect {
  /** A temporary table's name in SQL; it is gone with the session. */
  temporary(name: string): string;
  /** The statement that makes one. */
  createTemporary(name: string, columns: string): string;
  /** The statement that drops one if it is there. */
  dropTemporary(name: string): string;
  /** The type of a staged text, and how many bytes or UTF-16 units it holds, where that is bounded. */
  readonly text: string;
  readonly longestText?: { readonly count: number; readonly unit: 'bytes' | 'UTF-16 units' };
  /** A column of a temporary table in a target's type. Absent: the type. */
  staged?(type: string): string;
  /** The type of a staged text on its way into a column of a target's type. Absent: that of any staged text. */
  textFor?(type: string): string;
  readonly bigint: string;
  /** The most rows and characters of an INSERT. */
  readonly insert: { readonly rows: number; readonly characters: number };
  /** An UPDATE of the rows `t` of a table from the rows `s` of another. */
  update(table: string, assignments: string, from: string, where: string): string;
  /** Whether an UPDATE calls the table by its name instead, because it cannot give it an alias. */
  readonly updatesByName?: true;
  /**
   * A statement that updates the rows `t` of a table that differ and inserts those that are new, and answers one row: how many it
   * inserted, and how many it updated. Absent: an UPDATE and an INSERT do that one after the other.
   */
  upsert?(parts: UpsertParts): string;
  /** A SELECT of at most this many rows, of what stands after SELECT. */
  first(count: number, rest: string): string;
}

/** What a statement is made of that updates and inserts at once. */
export interface UpsertParts {
  readonly table: string;
  /** The table of staged rows, and the condition on its rows `s`. */
  readonly from: string;
  readonly where: string;
  /** The condition that rows `t` and `s` have one key. */
  readonly isSame: string;
  /** The condition under which a row `t` is updated, and how. */
  readonly differs: string;
  readonly assignments: string;
  /** What is inserted: names, and values of rows `s`. */
  readonly columns: string;
  readonly values: string;
}
