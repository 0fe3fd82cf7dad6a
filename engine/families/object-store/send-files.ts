import { createReadStream } from 'node:fs';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { heard } from '../../kit/heard.ts';
import { Semaphore } from '../../kit/mutex.ts';
import { drainFifo, makeFifo, pipePermit } from '../../movement/fifo.ts';
import type { ObjectStore } from './object-store.ts';
import type { LocalFile } from './written-files.ts';

/** How many files are sent at a time; a large one goes in several parts at once. */
const FILES_AT_ONCE = 3;
const READ_BYTES = 1024 * 1024;

/** Sends local files under keys, some at a time. The first failure stops the others and is thrown. */
export async function sendFiles(
  store: ObjectStore,
  files: readonly LocalFile[],
  keys: readonly string[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const turns = new Semaphore(FILES_AT_ONCE);
  const failed = new AbortController();
  const until = AbortSignal.any([signal, failed.signal]);
  let first: unknown;
  const sending = files.map(async ({ path }, i) => {
    const release = await turns.acquire(until);
    try {
      const body = heard(createReadStream(path, { highWaterMark: READ_BYTES }));
      await store.upload(body, keys[i] as string, until, onBytes);
    } catch (error) {
      if (!failed.signal.aborted) first = error;
      failed.abort();
      throw error;
    } finally {
      release();
    }
  });
  const outcomes = await Promise.allSettled(sending);
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  if (refused) throw first ?? refused.reason;
}

export interface Piped {
  readonly key: string;
  readonly session: DuckdbSession;
  readonly signal: AbortSignal;
  /** Writes the file into a pipe; answers how many rows that were. */
  write(path: string): Promise<number>;
  onBytes(bytes: number): void;
}

/**
 * Sends a file while DuckDB writes it, so that it never lies on the local disk; undefined where the system has no named
 * pipes. Answers rows and bytes.
 */
export async function sendPiped(
  store: ObjectStore,
  { key, session, signal, write, onBytes }: Piped,
): Promise<{ readonly rows: number; readonly bytes: number } | undefined> {
  const fifo = await makeFifo(session.tempDir);
  if (fifo === undefined) return undefined;
  const release = await pipePermit(session, signal);
  let rows = 0;
  let bytes = 0;
  let writing: Promise<unknown> = Promise.resolve();
  let refused: { readonly error: unknown } | undefined;
  const stream = drainFifo(fifo, () => {
    writing = write(fifo)
      .then((written) => {
        rows = written;
      })
      .catch((error: unknown) => {
        refused ??= { error };
        throw error;
      })
      .finally(release);
    return writing as Promise<void>;
  });
  try {
    await store.upload(stream, key, signal, (sent) => {
      bytes += sent;
      onBytes(sent);
    });
  } catch (error) {
    // Where writing has failed first, that is why the stream broke.
    refused ??= { error };
    stream.destroy();
  }
  await writing.catch(() => undefined);
  if (refused) throw refused.error;
  return { rows, bytes };
}
