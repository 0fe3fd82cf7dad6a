import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance, type DuckDBResult, ResultReturnType } from '@duckdb/node-api';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { diskFailure } from '../kit/full-disk.ts';
import { Mutex } from '../kit/mutex.ts';
import { AttachedFiles, type AttachMode } from './attached-files.ts';
import { DuckdbLimits, memoryLimit } from './duckdb-limits.ts';
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
/** How long closing a session waits for its statements, of which one may be stuck in a pipe that nobody reads; and how often it looks. */
const SETTLE_LIMIT_MS = 5_000;
const SETTLE_PAUSE_MS = 25;

/** Settings of every connection: instants are read and written in UTC. */
export const SESSION_SETTINGS: readonly string[] = ["TimeZone = 'UTC'"];

class Hub {
  readonly instance: DuckDBInstance;
  readonly admin: DuckDBConnection;
  readonly files: AttachedFiles;
  readonly limits: DuckdbLimits;
  /** Whatever keeps DuckDB running: sessions, and those who said that more of them will come. */
  readonly users = new Set<object>();

  constructor(instance: DuckDBInstance, admin: DuckDBConnection) {
    this.instance = instance;
    this.admin = admin;
    this.files = new AttachedFiles(admin);
    this.limits = new DuckdbLimits(admin);
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

  async add(session: Session): Promise<void> {
    this.users.add(session);
    await this.limits.add(session);
  }

  /** Lets go of every file that only this session used. */
  async release(session: Session): Promise<void> {
    await this.limits.release(session);
    await this.files.release(session);
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
    await this.#hub.limits.begin(this);
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
      await Promise.race([Promise.all(this.#running), sleep(SETTLE_PAUSE_MS)]);
    }
  }

  needLittle(isLittle: boolean): Promise<void> {
    return this.#hub.limits.needLittle(this, isLittle);
  }

  needOneThread(isOne: boolean): Promise<void> {
    return this.#hub.limits.needOneThread(this, isOne);
  }

  packLoosely(isLoose: boolean): Promise<void> {
    return this.#hub.limits.packLoosely(this, isLoose);
  }

  attach(path: string, mode: 'read', signal: AbortSignal): Promise<string | undefined>;
  attach(path: string, mode: 'write', signal: AbortSignal): Promise<string>;
  attach(path: string, mode: AttachMode, signal: AbortSignal): Promise<string | undefined> {
    return this.#hub.files.attach(this, path, mode, this.#lockWait, signal);
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
    const letGo = options.file === undefined ? undefined : await started.files.keep(options.file);
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
