import type { Execution } from '../api/documents.ts';

/** A line of an execution's log. */
export interface LogLine {
  readonly execution_id: string;
  /** Orders the lines of an execution, from 1. */
  readonly seq: number;
  readonly at: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** The object that it is about; null of the execution as a whole. */
  readonly object: string | null;
  readonly message: string;
}

/**
 * What happened, for reading. An execution whose process died reads as `interrupted` at once, before any other process
 * has cleaned up after it.
 */
export interface ExecutionHistory {
  get(id: string): Promise<Execution | null>;
  /** Newest first. `limit` defaults to 100. */
  list(filter?: {
    readonly sync_id?: string;
    readonly active?: boolean;
    readonly limit?: number;
  }): Promise<readonly Execution[]>;
  last(syncId: string): Promise<Execution | null>;
  /** Lines after a sequence number (default 0: all), oldest first. */
  log(id: string, after?: number): Promise<readonly LogLine[]>;
  /** Asks whoever runs it to stop; nothing happens to one that has ended. Throws `not_found`. */
  requestCancel(id: string): Promise<void>;
}
