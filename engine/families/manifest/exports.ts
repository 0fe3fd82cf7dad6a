import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ConnectionError } from '../../kit/errors.ts';
import { decoderOf } from '../http/body.ts';
import type { HttpRequest } from '../http/client.ts';
import { shownUrl, statusError } from '../http/failures.ts';
import { documentOf, finished } from './background.ts';
import { csvRecords, jsonLines } from './export-lines.ts';
import { isObject, parseExactly, scalarText, valueAt } from './json.ts';
import type { ApiRecord, Page } from './pages.ts';
import { type PagePlace, pageRequest } from './request.ts';
import type { ApiRequests } from './requests.ts';
import type { ExportCall, Stream, System } from './stream.ts';
import { filledJson } from './template.ts';

/** Records of a file that make a page. */
const AT_ONCE = 1000;

/**
 * Reads a stream that the API exports in the background: the stream's request starts the export, `poll` tells how far it is, and the
 * file, or each of several, is downloaded.
 */
export async function* exportedPages(
  system: Pick<System, 'url' | 'parameters' | 'body'>,
  stream: Stream,
  call: ExportCall,
  place: PagePlace,
  requests: ApiRequests,
  signal: AbortSignal,
): AsyncIterable<Page> {
  const started = await documentOf(startOf(system, stream, call, place), requests, signal);
  const id = scalarText(valueAt(started, call.id));
  if (id === undefined)
    throw new ConnectionError(
      'format',
      `the answer that starts the export of ${stream.id} has no "${call.id}"`,
    );
  const above = { ...place.above, export_id: id };
  const asked = (path: string) => pageRequest(system, { path }, { inQuery: {}, inBody: {}, above });
  const poll = () => documentOf(asked(call.poll), requests, signal);
  const done = await finished(`the export of ${stream.id}`, call, poll, signal);
  const named = call.url === undefined ? undefined : valueAt(done, call.url);
  const urls = (Array.isArray(named) ? named : [named]).flatMap((one) => scalarText(one) ?? []);
  // An export of nothing has no file.
  const files =
    call.download === undefined ? urls.map((url) => addressed(system, url)) : [asked(call.download)];
  for (const file of files) yield* fileOf(file, call, requests, signal);
}

/** The request that starts an export. */
function startOf(
  system: Pick<System, 'url' | 'parameters' | 'body'>,
  stream: Stream,
  { start }: ExportCall,
  place: PagePlace,
): HttpRequest {
  if (!start) return pageRequest(system, stream, place);
  const text = String(place.inQuery[stream.describe?.parameter ?? ''] ?? '');
  const body = filledJson(JSON.stringify(start.body), { ...place.above, text });
  const none = { inQuery: {}, inBody: {}, above: place.above };
  return pageRequest(system, { path: start.path, method: 'POST', body }, none);
}

function addressed({ url }: Pick<System, 'url'>, address: string): HttpRequest {
  return { method: 'GET', url: new URL(address, url) };
}

/** The records of a file, or of each of its parts, as they arrive. */
async function* fileOf(
  what: HttpRequest,
  call: ExportCall,
  requests: ApiRequests,
  signal: AbortSignal,
): AsyncIterable<Page> {
  const { next } = call;
  const seen = new Set<string>();
  for (let at = what; ; ) {
    const named = yield* partOf(at, call, requests, signal);
    if (next === undefined || named === undefined || named === next.none) return;
    if (seen.has(named))
      throw new ConnectionError('format', `${shownUrl(what.url)} answers the same part of a file twice`);
    seen.add(named);
    const url = new URL(what.url);
    url.searchParams.set(next.parameter, named);
    at = { ...what, url };
  }
}

/** The records of a file, or of a part of it; returns what names the next one. */
export async function* partOf(
  what: HttpRequest,
  {
    format,
    is_gzipped,
    records: at,
    next,
    empty_is_null,
  }: Pick<ExportCall, 'format' | 'is_gzipped' | 'records' | 'next' | 'empty_is_null'>,
  requests: ApiRequests,
  signal: AbortSignal,
): AsyncGenerator<Page, string | undefined> {
  const { status, url, body, headers } = await requests.http.send(what, signal);
  if (status < 200 || status > 299) {
    body.on('error', () => {}).destroy();
    throw statusError(status, url);
  }
  const size = { bytes: 0 };
  body.on('data', (chunk: Buffer | string) => {
    size.bytes += Buffer.byteLength(chunk);
  });
  body.pause();
  const decoder = decoderOf(headers['content-encoding']);
  const plain = [decoder, is_gzipped ? createGunzip() : undefined].reduce<Readable>(
    (from, through) => (through ? piped(from, through) : from),
    body,
  );
  let portion: ApiRecord[] = [];
  let told = 0;
  const page = (): Page => {
    const made = { records: portion, bytes: size.bytes - told };
    told = size.bytes;
    portion = [];
    return made;
  };
  for await (const record of recordsIn(plain, format, at)) {
    portion.push(empty_is_null ? withoutEmpty(record) : record);
    if (portion.length === AT_ONCE) yield page();
  }
  if (portion.length > 0) yield page();
  const named = next === undefined ? undefined : headers[next.header.toLowerCase()];
  return Array.isArray(named) ? named[0] : named;
}

function withoutEmpty(record: ApiRecord): ApiRecord {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, value === '' ? null : value]),
  );
}

/** What comes through a decoder; what breaks ahead of it breaks it too. */
function piped(from: Readable, through: NodeJS.ReadWriteStream & Readable): Readable {
  from.on('error', (error) => through.destroy(error));
  return from.pipe(through);
}

async function* recordsIn(
  body: Readable,
  format: ExportCall['format'],
  at: string,
): AsyncIterable<ApiRecord> {
  if (format === 'csv') return yield* csvRecords(body);
  if (format === 'jsonl') return yield* jsonLines(body);
  let text = '';
  body.setEncoding('utf8');
  for await (const chunk of body as AsyncIterable<string>) text += chunk;
  const document = parseExactly(text);
  const found = at === '' ? document : valueAt(document, at);
  for (const one of Array.isArray(found) ? found : []) yield isObject(one) ? one : { value: one };
}
