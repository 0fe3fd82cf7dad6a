import type { JsonObject } from '../../../engine/kit/json.ts';

/** What the suite of the changes facet needs to know of a connector: a real server whose log can be followed. */
export interface ChangesFixture {
  /** The connector's id. */
  readonly connector: string;
  /** In what way of several the source keeps its changes, for the title. */
  readonly method?: string;
  /**
   * Of each row that changed since the last time, the last change alone is told, without what was before: a key that changes is a
   * row that is gone and a new one, and a row that came and went is gone.
   */
  readonly tellsLastChanges?: boolean;
  /** A table that is followed takes no TRUNCATE. */
  readonly refusesTruncate?: boolean;
  /** The server is in the test's own process, so that its memory counts as well. */
  readonly sharesProcess?: boolean;
  open(): Promise<OpenChangesFixture>;
}

/** A session of the test's own at the server. */
export interface SqlSession extends AsyncDisposable {
  /** Runs one statement and answers its rows, every value as the server's text. Each is committed unless BEGIN was run. */
  sql(text: string): Promise<readonly (readonly (string | null)[])[]>;
}

/** A type of the server and values of it, as literals of its SQL. A column of NULLs is always tested. */
export interface TypeSample {
  readonly type: string;
  readonly values: readonly string[];
}

export interface OpenChangesFixture extends AsyncDisposable {
  /** A connection to an empty database of the test's own, that is set to detect changes. */
  readonly config: JsonObject;
  /** The same without. */
  readonly plain: JsonObject;
  /** The server's port of 127.0.0.1. */
  readonly port: number;
  /** As `config`, with another port of 127.0.0.1 in its place. */
  by(port: number): Promise<JsonObject>;
  /** The configuration of a bulk sync's source. */
  readonly configuration: JsonObject;
  /** The id of the object that is a table of this name. */
  object(table: string): string;
  /** A name as SQL says it. */
  quoted(name: string): string;
  /** The statement that gives a column another type. */
  retyped(table: string, column: string, type: string): string;
  session(): Promise<SqlSession>;
  /** Every type of the server's. */
  readonly types: readonly TypeSample[];
  /** An object that cannot be followed, as it has no key and nothing else that tells its rows apart. */
  keyless(): Promise<string>;
  /** Cuts the line of whoever follows a stream, from the server's side; by the stream's id. */
  cut(stream: string): Promise<void>;
  /** Makes the server forget the log that it kept for a stream; by the stream's id. Nobody follows at that time. */
  lose(stream: string): Promise<void>;
}
