import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { RejectedRecord } from '../../contract/contract.ts';
import { throwIfAborted } from '../../kit/abort.ts';
import { SyncformError } from '../../kit/errors.ts';
import { diskFailure } from '../../kit/full-disk.ts';
import { CSV_FIRST_LINE, csvLine, lengthOf, selectFromCsvFile } from '../../movement/csv-dialect.ts';
import { cellWriter } from './cell.ts';
import { type ApiField, fieldValue, keyAt } from './infer-fields.ts';
import { jsonText, scalarText } from './json.ts';
import type { ApiRecord, Page } from './pages.ts';
import type { Stream } from './stream.ts';

/** Records that are set aside and listed; of more the types are at fault, and not the records. */
const MOST_SET_ASIDE = 1000;

/** Records on the local disk, as a SELECT of fields in the types in which relations carry them. */
export interface Spooled {
  readonly select: string;
  readonly fields: readonly ApiField[];
  /** Bytes that the API answered. */
  readonly bytes: number;
  /** Keys that records have and no field stands for. */
  readonly unread: readonly string[];
  /** Records with a value that its field's type cannot hold, and why. */
  readonly setAside: readonly RejectedRecord[];
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
    { id, primary_key = [], emptyIsNull = false }: Stream,
    fields: readonly ApiField[],
    signal: AbortSignal,
  ): Promise<Spooled> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, `api-${randomUUID()}.csv`);
    this.#paths.push(path);
    const writers = fields.map((field) => ({ field, write: cellWriter(field, emptyIsNull) }));
    const known = new Set(fields.flatMap(({ name, path: at }) => (at === undefined ? [name] : keyAt(at))));
    const unread = new Set<string>();
    const setAside: RejectedRecord[] = [];
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
          try {
            const line = csvLine(writers.map(({ field, write }) => write(fieldValue(field, record))));
            longest = Math.max(longest, lengthOf(line));
            lines += line;
          } catch (error) {
            // Where nothing tells records apart, nobody could find the one that is missing.
            if (!(error instanceof SyncformError) || primary_key.length === 0) throw error;
            if (setAside.length === MOST_SET_ASIDE)
              throw new SyncformError(
                'failed',
                `more than ${MOST_SET_ASIDE} records of ${id} cannot be read: ${error.message}`,
                {
                  ...(error.hint === undefined ? {} : { hint: error.hint }),
                  cause: error,
                },
              );
            setAside.push({ key: keyOf(record, primary_key, fields), reason: error.message });
          }
        }
        if (!sink.write(lines)) await Promise.race([once(sink, 'drain'), failed]);
      }
      sink.end();
      await failed;
    } catch (error) {
      throw diskFailure(error, this.#folder);
    } finally {
      sink.destroy();
    }
    return {
      select: selectFromCsvFile(path, fields, longest),
      fields,
      bytes,
      unread: [...unread],
      setAside,
    };
  }

  async close(): Promise<void> {
    for (const path of this.#paths.splice(0)) await rm(path, { force: true });
  }
}

/** A record's key, as rejected records are named. */
function keyOf(
  record: ApiRecord,
  key: readonly string[],
  fields: readonly ApiField[],
): Record<string, string | null> {
  return Object.fromEntries(
    key.map((name) => {
      const field = fields.find((one) => one.name === name);
      const value = field && fieldValue(field, record);
      return [name, value === undefined || value === null ? null : (scalarText(value) ?? jsonText(value))];
    }),
  );
}
