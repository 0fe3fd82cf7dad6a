import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { pause } from '../../kit/abort.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { decoderOf } from '../http/body.ts';
import type { HttpRequest } from '../http/client.ts';
import { shownUrl, statusError } from '../http/failures.ts';
import { csvRecords, jsonLines } from './export-lines.ts';
import { type ExactJson, isObject, parseExactly, scalarText, valueAt } from './json.ts';
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
  const done = await finished(stream, call, () => documentOf(asked(call.poll), requests, signal), signal);
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

/** Asks how far an export is until it is done. */
async function finished(
  { id }: Stream,
  { status, done, failed, every_seconds, longest_minutes }: ExportCall,
  ask: () => Promise<ExactJson>,
  signal: AbortSignal,
): Promise<ExactJson> {
  const until = Date.now() + longest_minutes * 60_000;
  for (;;) {
    const answer = await ask();
    const state = scalarText(valueAt(answer, status)) ?? String(valueAt(answer, status));
    if (done.includes(state)) return answer;
    if (failed.includes(state)) throw new ConnectionError('http', `the export of ${id} ended as "${state}"`);
    if (Date.now() > until)
      throw new ConnectionError(
        'timeout',
        `the export of ${id} is still "${state}" after ${longest_minutes} minutes`,
        {
          hint: 'Run again later.',
        },
      );
    await pause(every_seconds * 1000, signal);
  }
}

function addressed({ url }: Pick<System, 'url'>, address: string): HttpRequest {
  return { method: 'GET', url: new URL(address, url) };
}

async function documentOf(what: HttpRequest, requests: ApiRequests, signal: AbortSignal): Promise<ExactJson> {
  const { answer, document, rule } = await requests.send(what, signal);
  if (rule && rule.do !== 'skip') throw requests.fault(rule, answer, document);
  const { status, url, text } = answer;
  if (status === 401 || status === 403) throw statusError(status, url);
  if (status < 200 || status > 299 || document instanceof Error)
    throw new ConnectionError('http', `${shownUrl(url)} answered ${status}: ${requests.http.excerpt(text)}`);
  return document;
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

/** The records of a part; returns what names the next one. */
async function* partOf(
  what: HttpRequest,
  { format, is_gzipped, records: at, next, empty_is_null }: ExportCall,
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
