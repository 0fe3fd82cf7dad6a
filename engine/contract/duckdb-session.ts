import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * A connection to the process's one DuckDB instance, with a temporary catalog of its own. Every DuckDB file of the
 * process is attached to that one instance, because two instances on one file in one process corrupt it.
 */
export interface DuckdbSession extends AsyncDisposable {
  readonly connection: DuckDBConnection;
  /** A folder of the session's own for temporary files; removed with it. */
  readonly tempDir: string;
  /** Runs a statement and forgets its result. */
  run(sql: string): Promise<void>;
  /** Runs a query and reads all its rows: for small results only. Values as @duckdb/node-api gives them. */
  all(sql: string): Promise<readonly (readonly unknown[])[]>;
  /** Runs a statement that makes or changes rows and answers how many. */
  change(sql: string): Promise<number>;
  /**
   * Attaches a DuckDB file and answers its catalog's quoted name. `read` of a file that is not there answers undefined
   * and creates nothing; `write` creates it. Waits for another process that holds the file, then says which one does.
   * The file is let go when the last session that uses it closes.
   */
  attach(path: string, mode: 'read', signal: AbortSignal): Promise<string | undefined>;
  attach(path: string, mode: 'write', signal: AbortSignal): Promise<string>;
  /**
   * Says that what runs in this session passes rows on and needs little memory, or no longer. While that is so of all
   * sessions, DuckDB keeps less of what it has written in memory.
   */
  needLittle?(isLittle: boolean): Promise<void>;
  /**
   * Says that what runs in this session is too small to be shared among threads, or no longer. While that is so of all
   * sessions, DuckDB runs each statement in the one thread that waits for it anyway: it hands none on and looks for none.
   */
  needOneThread?(isOne: boolean): Promise<void>;
  /**
   * Says that tables which this session makes are so small that a block of the file each, the least that a table takes, is about
   * all they fill, or no longer. While that is so of all sessions, DuckDB does not look for ways to pack texts more tightly.
   */
  packLoosely?(isLoose: boolean): Promise<void>;
}
