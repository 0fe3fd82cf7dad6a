import type { WriteOperation, WrittenChunk } from '../../contract/contract.ts';
import { ConnectionError } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { HttpRequest } from '../http/client.ts';
import { documentOf, finished } from './background.ts';
import { partOf } from './exports.ts';
import { jsonText, parseExactly, scalarText, valueAt } from './json.ts';
import type { JobCall } from './manifest-objects.ts';
import type { ApiRecord } from './pages.ts';
import { rendered } from './render.ts';
import { addressOf } from './request.ts';
import type { ApiRequests } from './requests.ts';
import type { System } from './stream.ts';
import { filledPath } from './template.ts';
import type { WritableObject } from './writable.ts';
import type { OutgoingRecord } from './written-record.ts';

/** How long a job that is given up is still spoken to, in milliseconds. */
const CANCEL_MS = 10_000;

/**
 * Sends records as a file that the system works through in the background, and reads from its results what became of each. A record
 * that is in no result was not looked at by the system: then nothing is acknowledged, and the run fails.
 */
export class JobSender {
  readonly #call: JobCall;
  readonly #kind: WriteOperation;
  readonly #system: System;
  readonly #requests: ApiRequests;
  /** Columns of the file, and those by whose values a result names its record. */
  readonly #columns: readonly string[];
  readonly #named: readonly string[];
  readonly #signal: AbortSignal;

  constructor(
    object: WritableObject,
    kind: WriteOperation,
    call: JobCall,
    system: System,
    requests: ApiRequests,
    { names, key }: { readonly names: readonly string[]; readonly key: string | undefined },
    signal: AbortSignal,
  ) {
    const goesById = kind === 'update' || kind === 'remove';
    this.#call = call;
    this.#kind = kind;
    this.#system = system;
    this.#requests = requests;
    this.#signal = signal;
    this.#columns = [...(goesById ? [object.id_field] : []), ...(kind === 'remove' ? [] : names)];
    this.#named = goesById ? [object.id_field] : kind === 'upsert' && key !== undefined ? [key] : names;
  }

  /** So many records are sent by other requests; more by jobs of at most so many records and bytes. */
  get above(): number {
    return this.#call.above;
  }

  get records(): number {
    return this.#call.records;
  }

  get bytes(): number {
    return this.#call.bytes;
  }

  /** Sends records by one job, and waits for its end. Throws where the system did not look at each of them. */
  async send(chunk: readonly OutgoingRecord[]): Promise<WrittenChunk> {
    const rows = chunk.map((record) => this.#cellsOf(record));
    const file = [this.#columns, ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('');
    const { start, upload, finish, poll } = this.#call;
    const text = chunk[0]?.values.text ?? {};
    const started = await this.#ask(start, text);
    const id = scalarText(valueAt(started, this.#call.id));
    if (id === undefined)
      throw new ConnectionError('format', `the answer that starts a job has no "${this.#call.id}"`);
    const values = { ...text, job_id: id };
    try {
      await documentOf(
        this.#request(upload.method, upload.path, values, file, 'text/csv'),
        this.#requests,
        this.#signal,
      );
      await this.#ask(finish, values);
      const how = () => documentOf(this.#request('GET', poll, values), this.#requests, this.#signal);
      await finished(`job ${id}`, this.#call, how, this.#signal);
    } catch (error) {
      await this.#cancel(values);
      throw error;
    }
    return this.#outcome(id, rows, values);
  }

  /** The texts of a record's line. */
  #cellsOf({ id, cells }: OutgoingRecord): readonly string[] {
    const goesById = this.#kind === 'update' || this.#kind === 'remove';
    return [
      ...(goesById ? [id ?? ''] : []),
      ...(this.#kind === 'remove' ? [] : cells.map((json) => this.#text(json))),
    ];
  }

  /** The text of a value; of a record that is there already, no value needs a text of its own. */
  #text(json: string | undefined): string {
    if (json === undefined) return '';
    const value = parseExactly(json);
    const text =
      value === null
        ? ''
        : (scalarText(value) ?? (typeof value === 'boolean' ? String(value) : jsonText(value)));
    return text === '' && this.#kind !== 'create' ? this.#call.null_as : text;
  }

  /** What became of each record, by the files of results: they have what was sent, in any order. */
  async #outcome(
    id: string,
    rows: readonly (readonly string[])[],
    values: Readonly<Record<string, string>>,
  ): Promise<WrittenChunk> {
    const { taken, refused } = this.#call;
    const placeOf = this.#placesOf(rows);
    const seen = new Set<number>();
    const rejected: { readonly index: number; readonly reason: string }[] = [];
    for await (const record of this.#results(refused.path, values)) {
      const index = placeOf(record);
      if (index === undefined) continue;
      seen.add(index);
      rejected.push({ index, reason: String(record[refused.message] ?? 'no reason is given') });
    }
    let created = 0;
    for await (const record of this.#results(taken.path, values)) {
      const index = placeOf(record);
      if (index === undefined) continue;
      seen.add(index);
      if (taken.created !== undefined && record[taken.created] === 'true') created++;
    }
    if (seen.size < rows.length)
      throw new ConnectionError(
        'http',
        `job ${id} has no result for ${rows.length - seen.size} of its ${rows.length} records`,
        { hint: 'Look at the job in the system. The next run sends its records again.' },
      );
    return {
      records: rows.length,
      ...(this.#kind === 'upsert' ? { created } : {}),
      rejected: rejected.sort((a, b) => a.index - b.index),
    };
  }

  /**
   * Finds the record of a result: each place is answered once. Systems write identities as they like, in lower case above all: where
   * nothing is the same, what is the same but for case is taken.
   */
  #placesOf(rows: readonly (readonly string[])[]): (record: ApiRecord) => number | undefined {
    const at = this.#named.map((name) => this.#columns.indexOf(name));
    const keyOf = (cells: readonly unknown[]) => JSON.stringify(cells.map((cell) => String(cell ?? '')));
    const byKey = new Map<string, { readonly key: string; readonly place: number }[]>();
    for (const [place, row] of rows.entries()) {
      const key = keyOf(at.map((column) => row[column]));
      const same = byKey.get(key.toLowerCase());
      if (same) same.push({ key, place });
      else byKey.set(key.toLowerCase(), [{ key, place }]);
    }
    return (record) => {
      const key = keyOf(this.#named.map((name) => record[name]));
      const left = byKey.get(key.toLowerCase()) ?? [];
      const same = left.findIndex((one) => one.key === key);
      return left.splice(Math.max(same, 0), 1)[0]?.place;
    };
  }

  async *#results(path: string, values: Readonly<Record<string, string>>): AsyncIterable<ApiRecord> {
    const file = { format: 'csv', is_gzipped: false, records: '' } as const;
    for await (const { records } of partOf(
      this.#request('GET', path, values),
      file,
      this.#requests,
      this.#signal,
    ))
      yield* records;
  }

  /** Ends a job that nobody waits for any more, as far as that goes: what it has begun may be done all the same. */
  async #cancel(values: Readonly<Record<string, string>>): Promise<void> {
    const { cancel } = this.#call;
    if (!cancel) return;
    const request = { ...this.#callOf(cancel, values), once: true };
    await this.#requests.http.text(request, AbortSignal.timeout(CANCEL_MS)).catch(() => undefined);
  }

  #ask(call: JobCall['start'], values: Readonly<Record<string, string>>) {
    return documentOf(this.#callOf(call, values), this.#requests, this.#signal);
  }

  #callOf({ method, path, body }: JobCall['start'], values: Readonly<Record<string, string>>): HttpRequest {
    const json = body === undefined ? undefined : rendered(body as JsonObject, { json: {}, text: values });
    return this.#request(method, path, values, json);
  }

  #request(
    method: HttpRequest['method'],
    path: string,
    values: Readonly<Record<string, string>>,
    body?: string,
    type = 'application/json',
  ): HttpRequest {
    return {
      method,
      url: addressOf(this.#system, filledPath(path, values)),
      conditions: { ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
    };
  }
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
