import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { throwIfAborted } from '../kit/abort.ts';
import { SyncformError } from '../kit/errors.ts';
import { Mutex } from '../kit/mutex.ts';
import { quoteIdentifier, quoteLiteral } from '../kit/sql.ts';
import { exists, lockedOrThrow, mayBeReadable } from './attach-failure.ts';

const FIRST_BACKOFF_MS = 25;
const LONGEST_BACKOFF_MS = 1_000;

/** Names that DuckDB has for catalogs of its own. */
const RESERVED_CATALOGS: ReadonlySet<string> = new Set(['memory', 'system', 'temp', 'main']);

export type AttachMode = 'read' | 'write';

/** A DuckDB file that is attached now. */
interface AttachedFile {
  readonly path: string;
  readonly catalog: string;
  writable: boolean;
  readonly holders: Set<object>;
}

/** The DuckDB files that are attached to a DuckDB, each once, however many hold it. */
export class AttachedFiles {
  /** Attaches and detaches; holders' own connections may be in a transaction or busy. */
  readonly #admin: DuckDBConnection;
  readonly #files = new Map<string, AttachedFile>();
  /** Files, by path, that stay attached once they are, and how often that was asked for. */
  readonly #kept = new Map<string, number>();
  readonly #attaching = new Mutex();

  constructor(admin: DuckDBConnection) {
    this.#admin = admin;
  }

  /**
   * The quoted name of the catalog that a file is attached as, for as long as the holder holds it; undefined of a file to read that
   * is not there. Waits up to `lockWait` milliseconds for a file that another process holds; throws `locked` then.
   */
  async attach(
    holder: object,
    path: string,
    mode: AttachMode,
    lockWait: number,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const file = await canonicalPath(path);
    const deadline = performance.now() + lockWait;
    for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS)) {
      throwIfAborted(signal);
      const outcome = await this.#attaching.run(() => this.#tryAttach(holder, file, path, mode));
      if ('catalog' in outcome) return outcome.catalog && quoteIdentifier(outcome.catalog);
      const left = deadline - performance.now();
      if (left <= 0) throw outcome.busy;
      await sleep(Math.min(backoff, left), undefined, { signal }).catch(() => throwIfAborted(signal));
    }
  }

  async #tryAttach(
    holder: object,
    file: string,
    path: string,
    mode: AttachMode,
  ): Promise<{ readonly catalog: string | undefined } | { readonly busy: SyncformError }> {
    const attached = this.#files.get(file);
    if (attached && (mode === 'read' || attached.writable)) {
      attached.holders.add(holder);
      return { catalog: attached.catalog };
    }
    if (attached) return this.#makeWritable(attached, holder, path);

    if (mode === 'read' && !(await exists(file))) return { catalog: undefined };
    const catalog = this.#freeCatalog(file);
    const opened = await this.#open(file, path, catalog, mode);
    if (opened instanceof SyncformError) return { busy: opened };
    this.#files.set(file, {
      path: file,
      catalog,
      writable: opened === 'write',
      holders: new Set([holder]),
    });
    return { catalog };
  }

  /** A file that was attached for reading only and is wanted for writing: possible once no other session reads it. */
  async #makeWritable(
    attached: AttachedFile,
    holder: object,
    path: string,
  ): Promise<{ readonly catalog: string } | { readonly busy: SyncformError }> {
    if ([...attached.holders].some((other) => other !== holder))
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
    attached.holders.add(holder);
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
      await this.#admin.run(`${target} (READ_WRITE)`);
      return 'write';
    } catch (error) {
      if (mode === 'write' || !mayBeReadable(error)) return lockedOrThrow(error, path);
    }
    try {
      await this.#admin.run(`${target} (READ_ONLY)`);
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

  /** Lets go of every file that only this holder used. */
  release(holder: object): Promise<void> {
    return this.#attaching.run(async () => {
      for (const attached of [...this.#files.values()])
        if (attached.holders.delete(holder)) await this.#letGo(attached);
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
    return this.#admin.run(`DETACH ${quoteIdentifier(attached.catalog)}`);
  }
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
