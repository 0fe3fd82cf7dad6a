import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  type DialectAdapter,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteStatement,
} from 'kysely';
import { SyncformError } from '../kit/errors.ts';
import { propertyOf } from '../kit/property-of.ts';
import type { Tables } from './tables.ts';

/** How long a statement waits for a writer in another process before it gives up, in ms. */
const busyTimeout = 15_000;

/** The store's file, and what tells whether it has changed. */
export interface OpenDatabase {
  readonly db: Kysely<Tables>;
  /** Moves whenever anything may have been written, by this process or by another. Asking takes some microseconds. */
  version(): string;
}

/** Opens the file under Kysely. Writers commit durably: a commit that has returned survives a power cut. */
export async function openDatabase(path: string, access: 'read' | 'write'): Promise<OpenDatabase> {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { readOnly: access === 'read', timeout: busyTimeout });
    if (access === 'write') await useWriteAheadLog(database);
    else database.exec('PRAGMA query_only = ON');
  } catch (error) {
    throw explain(error, path);
  }
  const node = new NodeDatabase(database, path);
  return {
    db: new Kysely<Tables>({ dialect: new NodeSqliteDialect({ database: node }) }),
    version: () => node.version(),
  };
}

/** Switching to WAL does not wait for the lock as other statements do, so two processes that start at once retry. */
async function useWriteAheadLog(database: DatabaseSync): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
      return;
    } catch (error) {
      if (resultCode(error) !== code.busy || attempt >= 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 + attempt));
    }
  }
}

/**
 * Transactions, and so migrations, take the write lock when they begin: what they read is true until they commit. Callers rely on
 * this: `Leases.acquire` reads and then writes.
 */
class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new (class extends SqliteAdapter {
      override get supportsTransactionalDdl(): boolean {
        return true;
      }
    })();
  }
}

/** How many compiled statements are kept: the engine has fewer texts, but for those with lists of values in them. */
const STATEMENTS_AT_MOST = 500;

/** `node:sqlite` in the shape that Kysely's SQLite dialect drives. */
class NodeDatabase implements SqliteDatabase {
  readonly #database: DatabaseSync;
  /** By their text: plans of many definitions ask the same over and over, and compiling takes longer than running. */
  readonly #prepared = new Map<string, SqliteStatement>();
  readonly #path: string;
  /** Moves when another connection has written. */
  readonly #others: StatementSync;
  #written = 0;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
    this.#others = database.prepare('PRAGMA data_version');
  }

  version(): string {
    return `${this.#written} ${this.#explained(() => this.#others.get())?.data_version}`;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  prepare(sql: string): SqliteStatement {
    const text = this.#adapted(sql);
    const known = this.#prepared.get(text);
    if (known) return known;
    if (this.#prepared.size >= STATEMENTS_AT_MOST) this.#prepared.clear();
    const statement = this.#compiled(text);
    this.#prepared.set(text, statement);
    return statement;
  }

  #compiled(sql: string): SqliteStatement {
    const statement = this.#explained(() => this.#database.prepare(sql));
    const isWriting = !/^\s*select\b/i.test(sql);
    const noted = <T>(work: () => T): T => {
      if (isWriting) this.#written++;
      return this.#explained(work);
    };
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => noted(() => statement.all(...bindable(parameters))),
      run: (parameters) => noted(() => statement.run(...bindable(parameters))),
      // Rows that are taken one by one are still being read while others use the statement of the same text.
      iterate: (parameters) => this.#database.prepare(sql).iterate(...bindable(parameters)),
    };
  }

  #adapted(sql: string): string {
    if (sql === 'begin') return 'begin immediate';
    // After some errors, a full disk among them, SQLite has rolled back by itself; that it did would hide the error.
    if (sql === 'rollback' && !this.#database.isTransaction) return 'select 1 where false';
    return sql;
  }

  #explained<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw explain(error, this.#path);
    }
  }
}

type Bindable = Parameters<StatementSync['run']>;

function bindable(parameters: readonly unknown[]): Bindable {
  return parameters as Bindable;
}

/** SQLite's result codes, https://www.sqlite.org/rescode.html. */
const code = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
  foreignKey: 787,
  primaryKey: 1555,
  unique: 2067,
} as const;

function resultCode(error: unknown): number | undefined {
  const value = propertyOf(error, 'errcode');
  return typeof value === 'number' ? value : undefined;
}

/** True of a statement that would have left a reference to nothing. */
export function breaksReference(error: unknown): boolean {
  return resultCode(error) === code.foreignKey;
}

/** True of an insert whose key is taken. */
export function isDuplicate(error: unknown): boolean {
  const result = resultCode(error);
  return result === code.primaryKey || result === code.unique;
}

function explain(error: unknown, path: string): unknown {
  const result = resultCode(error);
  if (result === undefined) return error;
  const failed = (message: string, hint: string): SyncformError =>
    new SyncformError('failed', `the store ${path} ${message}`, { hint, cause: error });
  switch (result & 0xff) {
    case code.busy:
      return new SyncformError('locked', `the store ${path} is being written by another process`, {
        hint: 'Try again once it has finished.',
        cause: error,
      });
    case code.full:
      return failed(
        'cannot be written: the disk is full',
        'Make room and run again: what was committed is kept.',
      );
    case code.readOnly:
    case code.cannotOpen:
      return failed('cannot be opened', 'Check that the folder is there and that this user may write to it.');
    case code.ioError:
      return failed('cannot be read or written', 'Check the disk that it is on.');
    case code.corrupt:
    case code.notADatabase:
      return failed(
        'is damaged',
        'Put back a copy of it. Without one, move the whole data directory away and apply again: everything is then synced again.',
      );
    default:
      return error;
  }
}
