import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { Mutex } from '../../../kit/mutex.ts';
import { rowsChanged, SESSION_SETTINGS } from '../../../movement/duckdb-hub.ts';
import { memoryLimit } from '../../../movement/duckdb-limits.ts';
import { realCause } from '../../../movement/source-failures.ts';

/** Makes a database of the service known to a DuckDB under its own name. */
export type AttachService = (session: DuckdbSession) => Promise<void>;

/**
 * A DuckDB of the connection's own, in this process, that has the service's database attached. It is not the process's
 * shared one, because a DuckDB takes the token of one account only.
 */
export class ServiceDuckdb implements AsyncDisposable {
  readonly #tempDir: string;
  readonly #attach: AttachService;
  readonly #starting = new Mutex();
  #running: Running | undefined;

  constructor(tempDir: string, attach: AttachService) {
    this.#tempDir = tempDir;
    this.#attach = attach;
  }

  /** Opens a session; the first one connects to the service. */
  async openSession(): Promise<DuckdbSession> {
    return openSession(await this.#starting.run(() => this.#start()));
  }

  /** Opens a session, lends it to the work and closes it, whatever way the work ends. */
  async withSession<T>(work: (session: DuckdbSession) => Promise<T>): Promise<T> {
    await using session = await this.openSession();
    return await work(session);
  }

  async #start(): Promise<Running> {
    if (this.#running) return this.#running;
    await mkdir(this.#tempDir, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.#tempDir, 'service-'));
    const running = { folder, instance: await startDuckdb(join(folder, 'duckdb')) };
    try {
      await using session = await openSession(running);
      await this.#attach(session);
    } catch (error) {
      await stop(running);
      throw error;
    }
    this.#running = running;
    return running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#starting.run(async () => {
      if (this.#running) await stop(this.#running);
      this.#running = undefined;
    });
  }
}

interface Running {
  readonly instance: DuckDBInstance;
  /** Holds the folders of its sessions. */
  readonly folder: string;
}

function startDuckdb(tempDirectory: string): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit(),
    temp_directory: tempDirectory,
    autoinstall_known_extensions: 'false',
  });
}

async function stop({ instance, folder }: Running): Promise<void> {
  instance.closeSync();
  await rm(folder, { recursive: true, force: true });
}

async function openSession({ instance, folder }: Running): Promise<DuckdbSession> {
  const connection = await instance.connect();
  await connection.run(SESSION_SETTINGS.map((setting) => `SET ${setting}`).join('; '));
  return new ServiceSession(connection, await mkdtemp(join(folder, 'session-')));
}

class ServiceSession implements DuckdbSession {
  readonly connection: DuckDBConnection;
  readonly tempDir: string;

  constructor(connection: DuckDBConnection, tempDir: string) {
    this.connection = connection;
    this.tempDir = tempDir;
  }

  async run(sql: string): Promise<void> {
    try {
      await this.connection.run(sql);
    } catch (error) {
      throw realCause(this, error);
    }
  }

  async all(sql: string): Promise<readonly (readonly unknown[])[]> {
    try {
      return (await this.connection.runAndReadAll(sql)).getRows();
    } catch (error) {
      throw realCause(this, error);
    }
  }

  async change(sql: string): Promise<number> {
    try {
      return await rowsChanged(await this.connection.run(sql));
    } catch (error) {
      throw realCause(this, error);
    }
  }

  /** A service's DuckDB holds no files: two DuckDBs of one process on one file would corrupt it. */
  attach(path: string): Promise<never> {
    return Promise.reject(new TypeError(`${path} cannot be attached to a service's DuckDB`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.interrupt();
    this.connection.closeSync();
    await rm(this.tempDir, { recursive: true, force: true });
  }
}
