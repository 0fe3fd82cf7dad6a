import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { throwIfAborted } from '../../../kit/abort.ts';
import { CSV_FIRST_LINE, csvLine, lengthOf, selectFromCsvFile } from '../../../movement/csv-dialect.ts';
import { cellWriter } from './cell.ts';
import { type ApiField, EMPTY_KEY, fieldValue } from './infer-fields.ts';
import type { Page } from './pages.ts';

/** Records on the local disk, as a SELECT of fields in the types in which relations carry them. */
export interface Spooled {
  readonly select: string;
  readonly fields: readonly ApiField[];
  /** Bytes that the API answered. */
  readonly bytes: number;
  /** Keys that records have and no field stands for. */
  readonly unread: readonly string[];
}

/**
 * Files of records. An API is asked for everything before the first record goes on: it answers slowly and may fail half-way,
 * and no target waits for it meanwhile. Files stay until the connection closes, because something may still read them.
 */
export class Spool {
  readonly #folder: string;
  readonly #paths: string[] = [];

  constructor(tempDir: string) {
    this.#folder = tempDir;
  }

  async write(
    pages: AsyncIterable<Page>,
    fields: readonly ApiField[],
    signal: AbortSignal,
  ): Promise<Spooled> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `api-${randomUUID()}.csv`);
    this.#paths.push(path);
    const writers = fields.map((field) => ({ field, write: cellWriter(field) }));
    const known = new Set(
      fields.flatMap(({ name, path: at }) => (at === undefined ? [name] : at === EMPTY_KEY ? [''] : [])),
    );
    const unread = new Set<string>();
    const sink = createWriteStream(path, { mode: 0o600 });
    let bytes = 0;
    let longest = 0;
    const failed = finished(sink);
    // Whoever waits below sees the error; here it must only not be unhandled.
    failed.catch(() => {});
    try {
      sink.write(CSV_FIRST_LINE);
      for await (const page of pages) {
        throwIfAborted(signal);
        bytes += page.bytes;
        let lines = '';
        for (const record of page.records) {
          for (const key in record) if (!known.has(key) && record[key] !== null) unread.add(key);
          const line = csvLine(writers.map(({ field, write }) => write(fieldValue(field, record))));
          longest = Math.max(longest, lengthOf(line));
          lines += line;
        }
        if (!sink.write(lines)) await Promise.race([once(sink, 'drain'), failed]);
      }
      sink.end();
      await failed;
    } finally {
      sink.destroy();
    }
    return { select: selectFromCsvFile(path, fields, longest), fields, bytes, unread: [...unread] };
  }

  async close(): Promise<void> {
    for (const path of this.#paths.splice(0)) await rm(path, { force: true });
  }
}
