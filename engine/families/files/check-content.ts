import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { canceled } from '../../kit/abort.ts';
import { messageOf, SyncformError } from '../../kit/errors.ts';
import { heard } from '../../kit/heard.ts';
import { LONGEST_LINE } from './csv-file.ts';
import { JsonEnd } from './json-end.ts';
import { ZstdFrames } from './zstd-frames.ts';

/** A file whose content is looked at before it is read as a table. */
export interface Content {
  /** Its name, for messages. */
  readonly name: string;
  /** Where its bytes lie; the ending tells the compression. The name, where that is not given. */
  readonly path?: string;
  readonly format: 'csv' | 'json';
  /** Of JSON, whether each line is for itself, so that one may end too early. Absent: false. */
  readonly isLines?: boolean;
  /** How many megabytes of text it may hold, by `max_file_size` of its connection. Absent: any. */
  readonly largest?: number | undefined;
  /** The bytes as they lie there. */
  open(): Readable | Promise<Readable>;
}

/** How much of an uncompressed CSV file is looked at, in bytes. */
const HEAD = 64 * 1024;

/**
 * Throws where a text file is not what its name says (a web page, an archive, UTF-16), where it ends too early (compressed
 * data that does not end, JSON that does not close) or where it would take DuckDB down (JSON nested too deep, a line without
 * end). Reads compressed files and JSON whole, of other CSV files the beginning; memory stays flat.
 */
export async function checkContent(content: Content, signal: AbortSignal): Promise<void> {
  const { name, path = name, format } = content;
  const isCompressed = /\.(gz|zst)$/i.test(path);
  const json = format === 'json' ? new JsonEnd(name, content.isLines) : undefined;
  let read = 0;
  let line = 0;
  for await (const chunk of textBytes(content, signal)) {
    if (read === 0) checkBeginning(name, format, chunk);
    read += chunk.length;
    json?.push(chunk);
    if (format === 'csv') {
      const end = chunk.lastIndexOf(10);
      line = end < 0 ? line + chunk.length : chunk.length - end - 1;
      if (line > LONGEST_LINE)
        throw new SyncformError('failed', `${name} has a line of more than ${LONGEST_LINE >> 20} MiB`, {
          hint: 'Is it a CSV file, and is every quote closed?',
        });
      if (!isCompressed && read >= HEAD) break;
    }
  }
  json?.end();
}

/** The refusal of a file with more text than `max_file_size` of its connection lets through. */
export function tooLarge(name: string, megabytes: number): SyncformError {
  return new SyncformError('failed', `${name} is larger than ${megabytes} MB`, {
    hint: 'If it is meant to be, raise max_file_size on the connection.',
  });
}

/** The bytes of a file's text, decompressed. Throws where compressed data is damaged or has no end, and beyond `largest`. */
export async function* textBytes(
  { name, path = name, largest, open }: Omit<Content, 'format'>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const raw = heard(await open());
  // With an error, so that what decompresses it ends as well.
  const stop = () => raw.destroy(canceled(signal));
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    const { text, frames } = decompressed(name, path, raw);
    let read = 0;
    for await (const chunk of text as AsyncIterable<Buffer>) {
      read += chunk.length;
      if (largest !== undefined && read > largest * 1024 * 1024) throw tooLarge(name, largest);
      yield chunk;
    }
    if (frames && !frames.isWhole) throw cutShort(name, 'its compressed data has no end');
  } catch (error) {
    if (signal.aborted) throw canceled(signal);
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    raw.destroy();
  }
}

/** The text in a file, and what follows its zstd frames. */
function decompressed(
  name: string,
  path: string,
  raw: Readable,
): { readonly text: Readable; readonly frames?: ZstdFrames } {
  const isZstd = /\.zst$/i.test(path);
  if (!isZstd && !/\.gz$/i.test(path)) return { text: raw };
  const decoder = isZstd ? createZstdDecompress() : createGunzip();
  const frames = isZstd ? new ZstdFrames() : undefined;
  if (frames) raw.on('data', (chunk: Buffer) => frames.push(chunk));
  raw.on('error', (error) => decoder.destroy(error));
  raw.pipe(decoder);
  return { text: explained(name, decoder), ...(frames ? { frames } : {}) };
}

/** A decoder whose errors say what they mean. */
function explained(name: string, decoder: Readable): Readable {
  const destroy = decoder._destroy.bind(decoder);
  decoder._destroy = (error, done) =>
    destroy(error, (failure) => done(failure && zlibFailure(name, failure)));
  return decoder;
}

function zlibFailure(name: string, error: NodeJS.ErrnoException): Error {
  const { code = '' } = error;
  if (code === 'Z_BUF_ERROR') return cutShort(name, 'its compressed data has no end');
  if (/^Z_|^ZSTD_/.test(code))
    return new SyncformError('failed', `${name} cannot be decompressed: ${messageOf(error)}`, {
      hint: 'The file is damaged, or its name promises a compression that it does not have: write it again, or rename it.',
      cause: error,
    });
  return error;
}

function cutShort(name: string, why: string): SyncformError {
  return new SyncformError('failed', `${name} is cut short: ${why}`, {
    hint: 'Nothing of it was read. Write the whole file again; a file that is still being written is best renamed into place once it is whole.',
  });
}

const UTF_16 = 'in UTF-16';
/** What files that are neither CSV nor JSON begin with: bytes, or an element of markup. */
const BYTES: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive (or a workbook of Excel)'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'a PDF document'],
  [[0x50, 0x41, 0x52, 0x31], 'a parquet file'],
  [[0x1f, 0x8b], 'compressed by gzip, and its name must then end in .gz'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed by zstd, and its name must then end in .zst'],
  [[0xff, 0xfe], UTF_16],
  [[0xfe, 0xff], UTF_16],
];
const MARKUP: readonly (readonly [RegExp, string])[] = [
  [
    /^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|title|meta|script|div|form)[\s>])/is,
    'a web page',
  ],
  [/^\s*<\?xml\s/i, 'an XML document'],
];

function checkBeginning(name: string, format: string, bytes: Buffer): void {
  const marked = bytes.subarray(0, 1024).toString('utf8');
  const text = marked.replace(/^\uFEFF/, '');
  const [, found] =
    BYTES.find(([mark]) => bytes.subarray(0, mark.length).equals(Buffer.from(mark))) ??
    MARKUP.find(([mark]) => mark.test(text)) ??
    (format === 'csv' && /^\s*\{\s*"/.test(text) ? [undefined, 'JSON'] : undefined) ??
    [];
  if (found !== undefined || text.includes('\0'))
    throw new SyncformError(
      'failed',
      `${name} is no ${format === 'csv' ? 'CSV' : 'JSON'} file: it is ${found ?? 'binary, or in UTF-16 or UTF-32'}`,
      { hint: `Nothing of it was read. ${wayOut(format, found)}` },
    );
}

function wayOut(format: string, found: string | undefined): string {
  if (found !== UTF_16 && found !== undefined) return 'Look at what writes the file.';
  return format === 'csv' ? 'Set its encoding: encoding = "utf-16".' : 'Write it as UTF-8.';
}
