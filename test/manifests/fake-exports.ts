import { gzipSync } from 'node:zlib';
import type { Manifest, ManifestStream } from '../../engine/families/manifest/manifest.ts';
import { type FakeRecord, got, put, rowsOf } from './fake-rows.ts';
import { extracted, type Values } from './fake-templates.ts';

/*
 * Exports that a fake makes in the background: a request starts one, another tells how far it is, a third has the file, whole or in
 * parts. They may fail, and files may be gone by the time they are asked for.
 */

export interface FakeFile {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

interface Job {
  readonly id: string;
  readonly stream: ManifestStream;
  readonly records: readonly FakeRecord[];
  /** How often it is still under way when it is asked for. */
  polls: number;
}

type ExportCall = NonNullable<ManifestStream['export']>;

export class FakeExports {
  /** What becomes of exports from now on. */
  fate: 'done' | 'failed' | 'expired' = 'done';
  /** Exports that were started, by the names of their streams. */
  readonly started: string[] = [];
  readonly #streams: readonly ManifestStream[];
  readonly #jobs = new Map<string, Job>();

  constructor({ streams }: Manifest) {
    this.#streams = streams.filter((stream) => stream.export);
  }

  /** The answer to a request that is about an export; undefined of another. */
  answer(method: string | undefined, url: URL, text: string): FakeFile | undefined {
    for (const stream of this.#streams) {
      const call = stream.export as ExportCall;
      if (isStart(stream, call, method, url, text)) return this.#start(stream, call);
      const [polled, file] = [
        this.#jobAt(call.poll, url, stream),
        this.#jobAt(call.download ?? `files/{export_id}`, url, stream),
      ];
      if (polled) return this.#poll(polled, call);
      if (file) return this.#file(file, call, url);
    }
    return undefined;
  }

  #start(stream: ManifestStream, call: ExportCall): FakeFile {
    const id = `job-${this.#jobs.size + 1}`;
    this.#jobs.set(id, { id, stream, records: rowsOf(stream, { parents: [] }), polls: 1 });
    this.started.push(stream.name);
    const document: FakeRecord = {};
    put(document, call.id, id);
    return json(document);
  }

  #jobAt(path: string, url: URL, stream: ManifestStream): Job | undefined {
    const values: Values = {};
    const isThere = extracted(`/base/${path}`, decodeURIComponent(url.pathname), values);
    const job = isThere ? this.#jobs.get(String(values.export_id)) : undefined;
    return job?.stream.name === stream.name ? job : undefined;
  }

  #poll(job: Job, call: ExportCall): FakeFile {
    const document: FakeRecord = {};
    const isDone = job.polls-- <= 0;
    put(document, call.id, job.id);
    put(
      document,
      call.status,
      !isDone ? 'under way' : this.fate === 'failed' ? call.failed[0] : call.done[0],
    );
    if (isDone && call.url !== undefined) put(document, call.url, [`/base/files/${job.id}`]);
    return json(document);
  }

  #file({ records }: Job, call: ExportCall, url: URL): FakeFile {
    if (this.fate === 'expired') return { ...json({ message: 'the file is gone' }), status: 410 };
    const { next } = call;
    const from = next ? Number(url.searchParams.get(next.parameter)?.replace('part-', '') ?? 0) : 0;
    const some = next ? records.slice(from, from + 2) : records;
    const isLast = from + some.length >= records.length;
    const text = textOf(some, call);
    return {
      status: 200,
      headers: {
        'content-type': 'application/octet-stream',
        ...(next ? { [next.header]: isLast ? next.none : `part-${from + some.length}` } : {}),
      },
      body: call.is_gzipped ? gzipSync(text) : text,
    };
  }
}

function json(document: unknown): FakeFile {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) };
}

/** Whether a request starts the export of a stream: by its own path, or by the text that asks for the fields. */
function isStart(
  stream: ManifestStream,
  { start }: ExportCall,
  method: string | undefined,
  url: URL,
  text: string,
): boolean {
  const path = `/base/${start?.path ?? stream.path}`;
  if (decodeURIComponent(url.pathname) !== path) return false;
  if (!start) return method === (stream.method ?? (stream.body ? 'POST' : 'GET'));
  const { describe } = stream;
  const [before = '', after = ''] = ((describe || undefined)?.text ?? '')
    .replace('{since}', '')
    .split('{names}');
  const values: Values = {};
  if (method !== 'POST' || !extracted(start.body, JSON.parse(text), values)) return false;
  const asked = String(values.text ?? '');
  return asked.startsWith(before) && ` ${asked} `.includes(`${after} `);
}

function textOf(records: readonly FakeRecord[], { format, records: at }: ExportCall): string {
  if (format === 'jsonl') return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  if (format === 'json') {
    const document: FakeRecord = {};
    if (at !== '') put(document, at, records);
    return JSON.stringify(at === '' ? records : document);
  }
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const cell = (value: unknown) =>
    value === null || value === undefined
      ? ''
      : `"${String(typeof value === 'object' ? JSON.stringify(value) : value).replaceAll('"', '""')}"`;
  return [
    names.join(','),
    ...records.map((record) => names.map((name) => cell(got(record, name))).join(',')),
  ].join('\n');
}
