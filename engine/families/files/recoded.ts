import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TextDecoder } from 'node:util';
import { canceled } from '../../kit/abort.ts';
import { SyncformError } from '../../kit/errors.ts';
import { writingFile } from '../../kit/full-disk.ts';
import { Semaphore } from '../../kit/mutex.ts';
import { type Content, textBytes } from './check-content.ts';
import { LATIN_1 } from './csv-options.ts';

/** Characters of a copy's name, of up to four bytes each. */
const LONGEST_NAME = 60;
/** How many copies are made at a time. */
const AT_ONCE = 4;

type Versioned = Omit<Content, 'format'> & { readonly version: string };
type Change = (bytes: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

/** Copies of files: in UTF-8 of those in other encodings, and without some lines. Each is kept until the connection closes, because something may still read it. */
export class RecodedFiles implements AsyncDisposable {
  readonly #folder: string;
  readonly #copies = new Map<string, Promise<string>>();
  readonly #turns = new Semaphore(AT_ONCE);

  constructor(tempDir: string) {
    this.#folder = join(tempDir, `recoded-${randomUUID()}`);
  }

  /**
   * The path of a copy without compression; made if there is none of this version of the file. Throws where the file has
   * bytes that the encoding does not have.
   */
  async get(file: Versioned, encoding: string, signal: AbortSignal): Promise<string> {
    const recode = (bytes: AsyncIterable<Buffer>) => decoded(file.name, bytes, encoding);
    return this.#copy(file, encoding, recode, signal);
  }

  /** The path of a copy without compression and without the lines of these numbers, from 1. */
  without(file: Versioned, lines: ReadonlySet<number>, signal: AbortSignal): Promise<string> {
    return this.#copy(file, 'without lines', (bytes) => withoutLines(bytes, lines), signal);
  }

  async #copy(file: Versioned, kind: string, change: Change, signal: AbortSignal): Promise<string> {
    const key = `${file.version}\n${kind}`;
    for (let known = this.#copies.get(key); known; known = this.#copies.get(key)) {
      const path = await known.catch((error: unknown) => {
        // Whoever asked for it may have been stopped: that is no reason to stop here.
        if (signal.aborted || !(error instanceof SyncformError && error.code === 'canceled')) throw error;
        return undefined;
      });
      if (path !== undefined) return path;
    }
    const copy = this.#make(file, change, signal);
    this.#copies.set(key, copy);
    copy.catch(() => this.#copies.delete(key));
    return copy;
  }

  async #make(file: Versioned, change: Change, signal: AbortSignal): Promise<string> {
    const release = await this.#turns.acquire(signal).catch(() => {
      throw canceled(signal);
    });
    const folder = join(this.#folder, randomUUID());
    const path = join(folder, plainName(file.path ?? file.name));
    const text = Readable.from(change(textBytes(file, signal)));
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writingFile(path, pipeline(text, createWriteStream(path, { mode: 0o600 }), { signal }));
    } catch (error) {
      if (signal.aborted) throw canceled(signal);
      throw error;
    } finally {
      release();
    }
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#copies.values());
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The bytes without the lines of these numbers. */
async function* withoutLines(
  bytes: AsyncIterable<Buffer>,
  lines: ReadonlySet<number>,
): AsyncGenerator<Buffer> {
  let line = 1;
  for await (const chunk of bytes) {
    const kept: Buffer[] = [];
    for (let begin = 0; begin < chunk.length; ) {
      const end = chunk.indexOf(LINE_FEED, begin);
      const next = end < 0 ? chunk.length : end + 1;
      if (!lines.has(line)) kept.push(chunk.subarray(begin, next));
      if (end >= 0) line++;
      begin = next;
    }
    if (kept.length > 0) yield Buffer.concat(kept);
  }
}

/** The numbers of lines, from 1, of the records of these numbers, in order: a record is a line that is not blank. */
export async function linesOfRecords(
  file: Omit<Content, 'format'>,
  records: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const wanted = new Set(records);
  const lines: number[] = [];
  let [line, record, isBlank] = [1, 0, true];
  const end = () => {
    if (!isBlank && wanted.has(++record)) lines.push(line);
    line++;
    isBlank = true;
  };
  for await (const chunk of textBytes(file, signal))
    for (const byte of chunk) {
      if (byte === LINE_FEED) end();
      else if (!BLANKS.has(byte)) isBlank = false;
    }
  end();
  return lines;
}

const LINE_FEED = 10;
/** Space, tab and carriage return. */
const BLANKS = new Set([32, 9, 13]);

/** The name of a copy: the file's without compression, and without what DuckDB takes for a pattern. */
function plainName(path: string): string {
  const name = basename(path).replace(/\.(gz|zst)$/i, '');
  return name.replace(/[*?[\]{}\0]/g, '_').slice(-LONGEST_NAME);
}

/** The bytes of an encoding as those of UTF-8. */
async function* decoded(
  name: string,
  bytes: AsyncIterable<Buffer>,
  encoding: string,
): AsyncGenerator<Buffer> {
  let decode: ((chunk?: Buffer) => string) | undefined;
  let passed = 0;
  try {
    for await (const chunk of bytes) {
      decode ??= decoderOf(encoding, chunk);
      const text = decode(chunk);
      passed += chunk.length;
      if (text !== '') yield Buffer.from(text);
    }
    const rest = decode?.() ?? '';
    if (rest !== '') yield Buffer.from(rest);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new SyncformError('failed', `${name} has bytes that are not ${encoding}, after byte ${passed}`, {
      hint: 'Set encoding to the one in which the file is written.',
      cause: error,
    });
  }
}

/** Decodes piece by piece; called without one at the end. Throws where bytes are none of the encoding. */
function decoderOf(encoding: string, first: Buffer): (chunk?: Buffer) => string {
  // The Encoding Standard has latin-1 for another name of windows-1252, whose 0x80 to 0x9F are other characters.
  if (LATIN_1.test(encoding)) return (chunk) => chunk?.toString('latin1') ?? '';
  const isBigEndian = /^utf-?16$/i.test(encoding) && first[0] === 0xfe && first[1] === 0xff;
  const decoder = new TextDecoder(isBigEndian ? 'utf-16be' : encoding, { fatal: true });
  return (chunk) => (chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
}
