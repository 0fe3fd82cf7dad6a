import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import type { SyncformError } from '../../kit/errors.ts';

/** A database that DuckDB keeps: a file, or one of a service that speaks DuckDB. The facets are the same for each. */
export interface DuckdbDatabase {
  /** What messages call it: a path, a name. */
  readonly title: string;
  /**
   * Where a keyed batch waits until it is merged: in a temporary table of the `session`, or in a table of the `database`
   * itself that is made and dropped within the transaction, so that nothing of it outlives a crash either way.
   */
  readonly stagesIn: 'session' | 'database';
  /** Whether queries, and views of the database, are run only where they read nothing but the database. */
  readonly isConfined: boolean;
  /** Whether it is a service's, which cannot be copied as a file can. */
  readonly isRemote: boolean;
  /** Attaches the database and answers its catalog's quoted name; undefined where there is none to read. */
  attach(session: DuckdbSession, mode: 'read', signal: AbortSignal): Promise<string | undefined>;
  attach(session: DuckdbSession, mode: 'write', signal: AbortSignal): Promise<string>;
  /** Attaches the database for reading and puts its catalog in use; undefined where there is none. */
  use(session: DuckdbSession, signal: AbortSignal): Promise<string | undefined>;
  /** Works in a session that has the database attached, and its catalog in use; undefined where there is none. */
  reading<T>(
    signal: AbortSignal,
    work: (session: DuckdbSession, catalog: string) => Promise<T>,
  ): Promise<T | undefined>;
  /** Works in a session that has the database attached for writing, and its catalog in use. */
  writing<T>(signal: AbortSignal, work: (session: DuckdbSession, catalog: string) => Promise<T>): Promise<T>;
  /** Why nothing can be written to it, as sentences; absent where only writing tells. Writes nothing. */
  writeConflicts?(): Promise<readonly string[]>;
  /** The error for a database that is not there. */
  missing(): SyncformError;
}
