import { mkdirSync, mkdtempSync } from 'node:fs';
import { access, constants, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult, ResultReturnType } from '@duckdb/node-api';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { throwIfAborted } from '../kit/abort.ts';
import { ConnectionError, messageOf, SyncformError } from '../kit/errors.ts';
import { DiskFullError, diskFailure } from '../kit/full-disk.ts';
import { Mutex } from '../kit/mutex.ts';
import { quoteIdentifier, quoteLiteral } from '../kit/sql.ts';
import { realCause } from './source-failures.ts';

/*
 * The process's one DuckDB instance. All DuckDB files are attached to it, each once, however many sessions use it:
 * two instances on one file within one process would corrupt it without a word.
 *
 * DuckDB guards its files with POSIX record locks, and those are lost as soon as the process closes any other
 * descriptor of the same file. Nothing here may therefore open a DuckDB file with Node; asking for its status is fine.
 */

export interface SessionOptions {
  /** A folder under which the session's own folder is made; it need not exist yet. */
  readonly tempDir: string;
  /** How long `attach` waits for a file that another process holds, in milliseconds; 60,000 if nothing is said. */
  readonly lockWait?: number;
}

const DEFAULT_LOCK_WAIT_MS = 60_000;
const FIRST_BACKOFF_MS = 25;
const LONGEST_BACKOFF_MS = 1_000;
/** How long closing a session waits for its statements, of which one may be stuck in a pipe that nobody reads. */
const SETTLE_LIMIT_MS = 5_000;

/** Names that DuckDB has for catalogs of its own. */
const RESERVED_CATALOGS: ReadonlySet<string> = new Set(['memory', 'system', 'temp', 'main']);

/** Settings of every connection: instants are read and written in UTC. */
export const SESSION_SETTINGS: readonly string[] = ["TimeZone = 'UTC'"];

type AttachMode = 'read' | 'write';

/** A DuckDB file that is attached now. */
interface AttachedFile {
  readonly path: string;
  readonly catalog: string;
  writable: boolean;
  readonly holders: Set<Session>;
}

class Hub {
  readonly instance: DuckDBInstance;
  /** Attaches and detaches; sessions' own connections may be in a transaction or busy. */
  readonly admin: DuckDBConnection;
  /** Whatever keeps DuckDB running: sessions, and those who said that more of them will come. */
  readonly users = new Set<object>();
  readonly #sessions = new Set<Session>();
  readonly #needLittle = new Set<Session>();
  /** Sessions that have run a statement. */
  readonly #working = new Set<Session>();
  readonly #needOneThread = new Set<Session>();
  #memory = memoryLimit();
  #hasOneThread = false;
  readonly #files = new Map<string, AttachedFile>();
  /** Files, by path, that stay attached once they are, and how often that was asked for. */
  readonly #kept = new Map<string, number>();
  readonly #attaching = new Mutex();
  readonly #limiting = new Mutex();

  constructor(instance: DuckDBInstance, admin: DuckDBConnection) {
    this.instance = instance;
    this.admin = admin;
  }

  static async create(tempDir: string): Promise<Hub> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: memoryLimit(),
      temp_directory: join(tempDir, `duckdb-${process.pid}`),
      preserve_insertion_order: 'false',
      // Nothing is downloaded behind anybody's back; see duckdb-extensions.ts.
      autoinstall_known_extensions: 'false',
    });
    const admin = await instance.connect();
    for (const setting of SESSION_SETTINGS) await admin.run(`SET GLOBAL ${setting}`);
    return new Hub(instance, admin);
  }

  close(): void {
    this.admin.closeSync();
    this.instance.closeSync();
  }

  async attach(
    session: Session,
    path: string,
    mode: AttachMode,
    lockWait: number,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const file = await canonicalPath(path);
    const deadline = performance.now() + lockWait;
    for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS)) {
      throwIfAborted(signal);
      const outcome = await this.#attaching.run(() => this.#tryAttach(session, file, path, mode));
      if ('catalog' in outcome) return outcome.catalog && quoteIdentifier(outcome.catalog);
      const left = deadline - performance.now();
      if (left <= 0) throw outcome.busy;
      await sleep(Math.min(backoff, left), undefined, { signal }).catch(() => throwIfAborted(signal));
    }
  }

  async #tryAttach(
    session: Session,
    file: string,
    path: string,
    mode: AttachMode,
  ): Promise<{ readonly catalog: string | undefined } | { readonly busy: SyncformError }> {
    const attached = this.#files.get(file);
    if (attached && (mode === 'read' || attached.writable)) {
      attached.holders.add(session);
      return { catalog: attached.catalog };
    }
    if (attached) return this.#makeWritable(attached, session, path);

    if (mode === 'read' && !(await exists(file))) return { catalog: undefined };
    const catalog = this.#freeCatalog(file);
    const opened = await this.#open(file, path, catalog, mode);
    if (opened instanceof SyncformError) return { busy: opened };
    this.#files.set(file, {
      path: file,
      catalog,
      writable: opened === 'write',
      holders: new Set([session]),
    });
    return { catalog };
  }

  /** A file that was attached for reading only and is wanted for writing: possible once no other session reads it. */
  async #makeWritable(
    attached: AttachedFile,
    session: Session,
    path: string,
  ): Promise<{ readonly catalog: string } | { readonly busy: SyncformError }> {
    if ([...attached.holders].some((holder) => holder !== session))
      return {
        busy: new SyncformError('locked', `${path} is being read by this process and cannot be written to`, {
          hint: 'Try again when what reads it has ended.',
        }),
      };
    await this.#detach(attached);
    const opened = await this.#open(attached.path, path, attached.catalog, 'write');
    if (opened instanceof SyncformError) {
      await this.#open(attached.path, path, attached.catalog, 'read');
      return { busy: opened };
    }
    attached.writable = true;
    attached.holders.add(session);
    return { catalog: attached.catalog };
  }

  /** Attaches for reading and writing where possible, so that a later writer in this process need not wait for readers. */
  async #open(
    file: string,
    path: string,
    catalog: string,
    mode: AttachMode,
  ): Promise<AttachMode | SyncformError> {
    const target = `ATTACH ${quoteLiteral(file)} AS ${quoteIdentifier(catalog)}`;
    try {
      await this.admin.run(`${target} (READ_WRITE)`);
      return 'write';
    } catch (error) {
      if (mode === 'write' || !mayBeReadable(error)) return lockedOrThrow(error, path);
    }
    try {
      await this.admin.run(`${target} (READ_ONLY)`);
      return 'read';
    } catch (error) {
      return lockedOrThrow(error, path);
    }
  }

  /** The file's stem where no other catalog has that name (names differ by more than case), else stem_2, stem_3, … */
  #freeCatalog(file: string): string {
    const stem = basename(file).replace(/\.[^.]*$/, '') || 'db';
    const taken = new Set([...this.#files.values()].map((other) => other.catalog.toLowerCase()));
    for (let n = 1; ; n++) {
      const name = n === 1 ? stem : `${stem}_${n}`;
      if (!taken.has(name.toLowerCase()) && !RESERVED_CATALOGS.has(name.toLowerCase())) return name;
    }
  }

  async add(session: Session): Promise<void> {
    this.users.add(session);
    this.#sessions.add(session);
    await this.#limit();
  }

  async needLittle(session: Session, isLittle: boolean): Promise<void> {
    if (isLittle) this.#needLittle.add(session);
    else this.#needLittle.delete(session);
    await this.#limit();
  }

  async needOneThread(session: Session, isOne: boolean): Promise<void> {
    if (isOne) this.#needOneThread.add(session);
    else this.#needOneThread.delete(session);
    await this.#limit();
  }

  #limit(): Promise<void> {
    return this.#limiting.run(async () => {
      await this.#limitMemory();
      await this.#limitThreads();
    });
  }

  async #limitMemory(): Promise<void> {
    const isLittle = this.#sessions.size > 0 && this.#needLittle.size === this.#sessions.size;
    const limit = isLittle ? LITTLE_MEMORY : memoryLimit();
    if (limit === this.#memory) return;
    const before = this.#memory;
    this.#memory = limit;
    // It is refused where more than that is in use; then it stays as it was.
    await this.admin.run(`SET GLOBAL memory_limit = ${quoteLiteral(limit)}`).catch(() => {
      this.#memory = before;
    });
  }

  /** Between two sessions it stays as it was: what a file is let go with is of the kind that was done to it. */
  async #limitThreads(): Promise<void> {
    if (this.#working.size === 0) return;
    const isOne = [...this.#working].every((session) => this.#needOneThread.has(session));
    if (isOne === this.#hasOneThread) return;
    this.#hasOneThread = isOne;
    await this.admin.run(isOne ? 'SET GLOBAL threads = 1' : 'RESET GLOBAL threads');
  }

  /** Says that a session is about to run its first statement. */
  async begin(session: Session): Promise<void> {
    this.#working.add(session);
    await this.#limit();
  }

  /** Lets go of every file that only this session used. */
  async release(session: Session): Promise<void> {
    this.#sessions.delete(session);
    this.#needLittle.delete(session);
    this.#needOneThread.delete(session);
    this.#working.delete(session);
    await this.#limit();
    await this.#attaching.run(async () => {
      for (const attached of [...this.#files.values()])
        if (attached.holders.delete(session)) await this.#letGo(attached);
    });
  }

  /** From when a file is attached next until the answered function is called, it stays attached. */
  async keep(path: string): Promise<() => Promise<void>> {
    const file = await canonicalPath(path);
    this.#kept.set(file, (this.#kept.get(file) ?? 0) + 1);
    return () =>
      this.#attaching.run(async () => {
        const others = (this.#kept.get(file) ?? 0) - 1;
        if (others > 0) this.#kept.set(file, others);
        else this.#kept.delete(file);
        const attached = this.#files.get(file);
        if (attached) await this.#letGo(attached);
      });
  }

  async #letGo(attached: AttachedFile): Promise<void> {
    if (attached.holders.size > 0 || this.#kept.has(attached.path)) return;
    this.#files.delete(attached.path);
    await this.#detach(attached);
  }

  #detach(attached: AttachedFile): Promise<unknown> {
    return this.admin.run(`DETACH ${quoteIdentifier(attached.catalog)}`);
  }
}

class Session implements DuckdbSession {
  readonly connection: DuckDBConnection;
  /** The folder under which this session's own is made. */
  readonly parentDir: string;
  readonly #hub: Hub;
  readonly #lockWait: number;
  /** Statements that run now: each settles, and never rejects. */
  readonly #running = new Set<Promise<unknown>>();
  #tempDir: string | undefined;
  #hasBegun = false;

  constructor(hub: Hub, connection: DuckDBConnection, { tempDir, lockWait }: SessionOptions) {
    this.#hub = hub;
    this.connection = connection;
    this.parentDir = tempDir;
    this.#lockWait = lockWait ?? DEFAULT_LOCK_WAIT_MS;
  }

  /** Made when it is asked for first: most sessions need none. */
  get tempDir(): string {
    this.#tempDir ??= mkdtempSync(join(this.parentDir, 'session-'));
    return this.#tempDir;
  }

  async removeTempDir(): Promise<void> {
    if (this.#tempDir !== undefined) await rm(this.#tempDir, { recursive: true, force: true });
  }

  async run(sql: string): Promise<void> {
    await this.#begin();
    await this.#tracked(this.connection.run(sql));
  }

  async all(sql: string): Promise<readonly (readonly unknown[])[]> {
    await this.#begin();
    const result = await this.#tracked(this.connection.runAndReadAll(sql));
    return result.getRows();
  }

  async change(sql: string): Promise<number> {
    await this.#begin();
    return await rowsChanged(await this.#tracked(this.connection.run(sql)));
  }

  async #begin(): Promise<void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    await this.#hub.begin(this);
  }

  async #tracked<T>(statement: Promise<T>): Promise<T> {
    const settled = statement.catch(() => undefined).finally(() => this.#running.delete(settled));
    this.#running.add(settled);
    try {
      return await statement;
    } catch (error) {
      throw diskFailure(realCause(this, error), this.parentDir);
    }
  }

  /**
   * Ends the statements that still run. On a connection that is closed under them they would never settle, and whoever
   * waits for them would for ever.
   */
  async #settle(): Promise<void> {
    const deadline = performance.now() + SETTLE_LIMIT_MS;
    while (this.#running.size > 0 && performance.now() < deadline) {
      this.connection.interrupt();
      await Promise.race([Promise.all(this.#running), sleep(FIRST_BACKOFF_MS)]);
    }
  }

  needLittle(isLittle: boolean): Promise<void> {
    return this.#hub.needLittle(this, isLittle);
  }

  needOneThread(isOne: boolean): Promise<void> {
    return this.#hub.needOneThread(this, isOne);
  }

  attach(path: string, mode: 'read', signal: AbortSignal): Promise<string | undefined>;
  attach(path: string, mode: 'write', signal: AbortSignal): Promise<string>;
  attach(path: string, mode: AttachMode, signal: AbortSignal): Promise<string | undefined> {
    return this.#hub.attach(this, path, mode, this.#lockWait, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#settle();
    await closing(this.#hub, this);
  }
}

/**
 * How many rows a statement made or changed. Most results know it by themselves, and reading them takes longer than a small
 * statement; of one that makes a table with its rows it is the one value in it.
 */
export async function rowsChanged(result: DuckDBResult): Promise<number> {
  if (result.returnType === ResultReturnType.CHANGED_ROWS) return result.rowsChanged;
  const [row] = await result.getRows();
  return Number(row?.[0] ?? 0);
}

/** The hub while any session is open; opening and closing it take turns. */
let hub: Hub | undefined;
const turns = new Mutex();

/** Opens a session on the process's DuckDB. The first one starts DuckDB, closing the last one stops it and lets go of every file. */
export function openDuckdbSession(options: SessionOptions): Promise<DuckdbSession> {
  return withHub(options, async (started) => {
    const session = new Session(started, await started.instance.connect(), options);
    await started.add(session);
    return session;
  });
}

/**
 * Keeps DuckDB, with the extensions that it has loaded, running between sessions until disposed; and a file, where one is
 * named, attached from when a session attaches it next. Starting and attaching take longer than most small statements.
 */
export function keepDuckdb(
  options: Pick<SessionOptions, 'tempDir'> & { readonly file?: string },
): Promise<AsyncDisposable> {
  return withHub(options, async (started) => {
    const letGo = options.file === undefined ? undefined : await started.keep(options.file);
    const user = {};
    started.users.add(user);
    return {
      [Symbol.asyncDispose]: () =>
        turns.run(async () => {
          if (!started.users.delete(user)) return;
          await letGo?.();
          await stopUnused(started, options.tempDir);
        }),
    };
  });
}

/** Runs work on the hub, which it starts if need be and which stays if the work succeeds. */
function withHub<T>(
  { tempDir }: Pick<SessionOptions, 'tempDir'>,
  work: (hub: Hub) => Promise<T>,
): Promise<T> {
  return turns.run(async () => {
    mkdirSync(tempDir, { recursive: true, mode: 0o700 });
    const started = hub ?? (await Hub.create(tempDir));
    try {
      const answer = await work(started);
      hub = started;
      return answer;
    } catch (error) {
      if (!hub) started.close();
      throw error;
    }
  });
}

/** Opens a session, lends it to the work and closes it, whatever way the work ends. */
export async function withDuckdbSession<T>(
  options: SessionOptions,
  work: (session: DuckdbSession) => Promise<T>,
): Promise<T> {
  await using session = await openDuckdbSession(options);
  return await work(session);
}

async function closing(of: Hub, session: Session): Promise<void> {
  await turns.run(async () => {
    if (!of.users.delete(session)) return;
    session.connection.interrupt();
    session.connection.closeSync();
    await of.release(session);
    await session.removeTempDir();
    await stopUnused(of, session.parentDir);
  });
}

/** Stops DuckDB where nobody uses it any more, and removes the folder for sessions' folders where it is empty. */
async function stopUnused(of: Hub, tempDir: string): Promise<void> {
  if (of.users.size > 0) return;
  hub = undefined;
  of.close();
  await rmdir(tempDir).catch(() => undefined);
}

/** DuckDB's share of memory while rows only pass through it: it needs about that for their way into a file. */
const LITTLE_MEMORY = '192MB';

/** DuckDB's share of memory: what SYNCFORM_DUCKDB_MEMORY says ("2GB"), else a quarter of the machine's, at most 1 GB. */
export function memoryLimit(): string {
  const asked = process.env.SYNCFORM_DUCKDB_MEMORY;
  if (asked) return asked;
  return `${Math.floor(Math.min(1e9, totalmem() / 4) / 1e6)}MB`;
}

/** One spelling for one file, also of a file that is not there yet: links in its folder's path are resolved. */
async function canonicalPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    const folder = await realpath(dirname(absolute)).catch(() => dirname(absolute));
    return join(folder, basename(absolute));
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

const LOCK_CONFLICT = /Could not set lock on file/;

/** Whether a file that could not be opened for writing might still open for reading. */
function mayBeReadable(error: unknown): boolean {
  return /Could not set lock on file|Permission denied|Read-only file system/.test(messageOf(error));
}

/** A lock conflict as an error to be retried; anything else is thrown as what it means. */
async function lockedOrThrow(error: unknown, path: string): Promise<SyncformError> {
  const message = messageOf(error);
  if (LOCK_CONFLICT.test(message)) {
    const pid = /\(PID (\d+)\)/.exec(message)?.[1];
    const program = /held in (.+?) \(PID/.exec(message)?.[1];
    const holder = pid ? `process ${pid}${program ? ` (${program})` : ''}` : 'another process';
    return new SyncformError('locked', `${path} is held by ${holder}`, {
      hint: `Wait for ${pid ? `process ${pid}` : 'it'} to end or close the file there, then try again.`,
      cause: error,
    });
  }
  if (/not a valid DuckDB database file/.test(message))
    throw new ConnectionError('format', `${path} is not a DuckDB database file`, { cause: error });
  if (/Permission denied|Read-only file system/.test(message))
    throw new ConnectionError('permission', `${path} cannot be opened for writing`, { cause: error });
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory()) throw new ConnectionError('path', `${path} is a folder, not a DuckDB file`);
  if (!(await exists(dirname(resolve(path)))))
    throw new ConnectionError(
      'path',
      `there is no folder ${dirname(resolve(path))} to hold ${basename(path)}`,
      {
        hint: 'Create the folder first.',
      },
    );
  const full = diskFailure(error, dirname(resolve(path)));
  if (full instanceof DiskFullError) throw full.while(`opening ${path}`);
  throw new ConnectionError('path', `${path} cannot be opened: ${message}`, {
    hint: 'Give the path of a DuckDB file, or of one that is to be made.',
    cause: error,
  });
}
