import { createReadStream } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { LocalCopies } from './local-copies.ts';
import type { ObjectStore } from './object-store.ts';
import type { StoredFile } from './tables.ts';

/** Of files up to this size a copy takes less than asking for their parts; in bytes. */
const COPIED_ANYWAY = 1024 * 1024;
/** Texts up to this size are copied before they are looked at, because that takes several readings; in bytes. */
const COPIED_TO_LOOK = 256 * 1024 * 1024;
/** Copies take no more than this, where DuckDB can read the store by itself; in bytes. */
const COPIES_AT_MOST = 2 * 1024 * 1024 * 1024;

/** A file at a path that DuckDB reads. */
export interface ReachableFile extends StoredFile {
  readonly path: string;
  /** The bytes at `path`. */
  open(): Readable | Promise<Readable>;
}

/**
 * Puts a store's files within DuckDB's reach. Parquet is read where it lies, if DuckDB can and it is not small: only the
 * columns that are wanted travel. CSV and JSON are copied, as long as they are not too large: they travel whole, and are
 * read more than once to find out their types.
 */
export class ReachableFiles {
  readonly #store: ObjectStore;
  readonly #copies: LocalCopies;
  #isDirect = false;

  constructor(store: ObjectStore, copies: LocalCopies) {
    this.#store = store;
    this.#copies = copies;
  }

  async reach(
    session: DuckdbSession,
    files: readonly StoredFile[],
    signal: AbortSignal,
  ): Promise<readonly ReachableFile[]> {
    const read = await this.#direct(session, this.#large(files), signal);
    const paths = await Promise.all(files.map((file) => read.get(file) ?? this.#copies.get(file, signal)));
    return files.map((file, i) => {
      const path = paths[i] as string;
      return { ...file, path, open: () => this.#open(file, path, signal) };
    });
  }

  /** Makes another session ready for paths that were answered. */
  async prepare(session: DuckdbSession, signal: AbortSignal): Promise<void> {
    if (this.#isDirect) await this.#store.direct?.prepare(session, signal);
  }

  async #open({ key }: StoredFile, path: string, signal: AbortSignal): Promise<Readable> {
    if (isAbsolute(path)) return createReadStream(path);
    const stream = await this.#store.open(key, signal);
    if (stream) return stream;
    throw new SyncformError('source_changed', `${key} in ${this.#store.place} is gone`, {
      hint: 'Run again: what is there then is read.',
    });
  }

  /** Those that are rather read where they lie. */
  #large(files: readonly StoredFile[]): readonly StoredFile[] {
    let copied = this.#copies.bytes;
    return files.filter((file) => {
      if (this.#copies.has(file)) return false;
      const most = file.format === 'parquet' ? COPIED_ANYWAY : COPIED_TO_LOOK;
      if (file.size > most || copied + file.size > COPIES_AT_MOST) return true;
      copied += file.size;
      return false;
    });
  }

  /** The addresses of files that DuckDB can read by itself. */
  async #direct(
    session: DuckdbSession,
    files: readonly StoredFile[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<StoredFile, string>> {
    const { direct } = this.#store;
    if (!direct || files.length === 0 || !(await direct.prepare(session, signal))) return new Map();
    this.#isDirect = true;
    return new Map(
      files.flatMap((file): [StoredFile, string][] => {
        const url = direct.url(file.key);
        return url === undefined ? [] : [[file, url]];
      }),
    );
  }
}
