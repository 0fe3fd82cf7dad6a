import type { Readable } from 'node:stream';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';

/** An object of a store, as a listing tells it. */
export interface StoredObject {
  /** Its path within the place that the connection names, with `/`. */
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Another text whenever the contents are others. */
  readonly etag: string;
  /** When it was last written, in milliseconds since 1970. */
  readonly changed: number;
}

/**
 * A place for permanent files: a bucket, a container, a folder of a server. An object is written in one step: whoever reads
 * sees the old one or the new one, whole. Methods throw a ConnectionError that names the part at fault; what is only busy
 * is asked again first. An upload that was cancelled or whose process died shows nothing.
 */
export interface ObjectStore extends AsyncDisposable {
  /** For messages: `s3://bucket/folder`. */
  readonly place: string;
  /** Throws unless something could be listed there. */
  check(signal: AbortSignal): Promise<void>;
  /** Every object whose key begins so, by key. */
  list(prefix: string, signal: AbortSignal): Promise<readonly StoredObject[]>;
  /** An object's bytes as they are now; undefined where there is none. */
  open(key: string, signal: AbortSignal): Promise<Readable | undefined>;
  /** Stores what a stream brings, in parts where it is large; nothing of it where it breaks off. `onBytes` is told what has been sent. */
  upload(body: Readable, key: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<void>;
  /** Stores a small text. */
  put(key: string, text: string, signal: AbortSignal): Promise<void>;
  /** Removes objects; what is not there does no harm. */
  remove(keys: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Lets go of uploads below a prefix that nobody will complete, where the store keeps such. */
  abandonUploads?(prefix: string): Promise<void>;
  /** How DuckDB reads the store by itself, where it can. */
  readonly direct?: DirectReading | undefined;
}

/** DuckDB's own way to a store. */
export interface DirectReading {
  /** An object's address, or undefined where DuckDB would misread it. */
  url(key: string): string | undefined;
  /** Makes a session ready to read such addresses; false where it cannot be, and files are to be copied. */
  prepare(session: DuckdbSession, signal: AbortSignal): Promise<boolean>;
}

/** The text of a small object; undefined where there is none. */
export async function textOf(
  store: ObjectStore,
  key: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stream = await store.open(key, signal);
  if (!stream) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
