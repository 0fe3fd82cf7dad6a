import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { canceled, onAbort } from '../kit/abort.ts';
import { heard } from '../kit/heard.ts';
import { Semaphore } from '../kit/mutex.ts';

/*
 * Named pipes between Node and DuckDB. DuckDB opens, reads and writes them with blocking calls on a thread of libuv's
 * pool; Node uses the event loop alone. So that there is always a thread for whatever feeds or drains a pipe (file
 * reads, name look-ups), only some of the pool may be busy with pipes at once.
 */
const POOL_THREADS = Number(process.env.UV_THREADPOOL_SIZE) || 4;
const pipes = new Semaphore(Math.max(1, POOL_THREADS - 2));

/** How often Node looks whether DuckDB has opened a pipe for reading. */
const LOOK_EVERY_MS = 2;

const run = promisify(execFile);

/** A new named pipe in a folder, or undefined where the system has none. */
export async function makeFifo(folder: string): Promise<string | undefined> {
  const path = join(folder, `pipe-${randomUUID()}`);
  try {
    await run('mkfifo', ['-m', '600', path]);
    return path;
  } catch {
    return undefined;
  }
}

/** What a session has of pipes that are open, and the permit that it has for them. */
const open = new WeakMap<DuckdbSession, { pipes: number; readonly permit: Promise<() => void> }>();

/**
 * Waits for the right to have a pipe open to a session; answers how to give it back. A session runs one statement at a
 * time, on one thread of the pool, so that one permit is enough for all of its pipes: two sessions that each wait for a
 * second one would wait for ever.
 */
export async function pipePermit(session: DuckdbSession, signal: AbortSignal): Promise<() => void> {
  const held = open.get(session) ?? { pipes: 0, permit: pipes.acquire(signal) };
  open.set(session, held);
  held.pipes++;
  let isReleased = false;
  const release = () => {
    if (isReleased) return;
    isReleased = true;
    if (--held.pipes > 0) return;
    open.delete(session);
    void held.permit.then((giveBack) => giveBack()).catch(() => {});
  };
  await held.permit.catch((error: unknown) => {
    release();
    throw error;
  });
  return release;
}

export interface Feed {
  /** What to write, in order. Opened when DuckDB has opened the pipe. */
  readonly source: () => Promise<Readable>;
  readonly before: string;
  /** Written in place of the rest when the source breaks or the signal fires: makes DuckDB's reader fail. */
  readonly poison: string;
  readonly signal: AbortSignal;
  onBytes(bytes: number): void;
  onFailure(error: unknown): void;
}

/**
 * Writes a source into a pipe once DuckDB reads it; ends when everything is written, when the reader has gone, or when
 * the pipe was removed before anybody read it. Never rejects: a source that breaks is told to `onFailure` first and then
 * poisons what DuckDB reads, so that it never looks like a shorter source.
 */
export async function feedFifo(path: string, feed: Feed): Promise<void> {
  const fd = await openOnceRead(path);
  if (fd === undefined) return;
  unlinkSync(path);
  const pipe = new Socket({ fd, readable: false, writable: true });
  let readerGone = false;
  pipe.on('error', () => {
    readerGone = true;
  });
  try {
    await write(pipe, feed.before);
    if (feed.signal.aborted) throw canceled(feed.signal);
    const source = await feed.source();
    const forget = onAbort(feed.signal, () => source.destroy(canceled(feed.signal)));
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        await write(pipe, chunk);
        feed.onBytes(chunk.length);
      }
    } finally {
      forget();
    }
    if (feed.signal.aborted) throw canceled(feed.signal);
    await new Promise<void>((done) => {
      pipe.once('close', done);
      pipe.end();
    });
  } catch (error) {
    if (readerGone) return;
    feed.onFailure(error);
    await write(pipe, feed.poison).catch(() => undefined);
    pipe.destroySoon();
  }
}

/** Opens a pipe for writing as soon as somebody reads it, without blocking; undefined when the pipe is removed before. */
async function openOnceRead(path: string): Promise<number | undefined> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (code !== 'ENXIO') throw error;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function write(pipe: Socket, chunk: Buffer | string): Promise<void> {
  return new Promise((resolve, reject) => {
    pipe.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * What a writer writes into a pipe, as a stream. `writer` starts it and settles when it is done: only its success ends
 * the stream, its failure becomes the stream's. Destroying the stream early makes the writer fail.
 */
export function drainFifo(path: string, writer: () => Promise<void>): Readable {
  // Held open for writing as well, so that the end of the pipe is seen only once the writer's outcome is known.
  const keeper = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pipe = heard(new Socket({ fd, readable: true, writable: false, allowHalfOpen: true }));
  let kept = true;
  const letGo = () => {
    if (!kept) return;
    kept = false;
    closeSync(keeper);
  };
  pipe.once('close', letGo);
  writer()
    .catch((error: unknown) => pipe.destroy(error instanceof Error ? error : new Error(String(error))))
    .finally(() => {
      letGo();
      unlinkSync(path);
    })
    .catch(() => undefined);
  return pipe;
}
