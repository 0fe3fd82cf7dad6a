import { ConnectionError, SyncformError } from '../../kit/errors.ts';
import { shortList } from '../../kit/short-list.ts';
import type { HttpText } from '../http/client.ts';
import { shownUrl, statusError } from '../http/failures.ts';
import { exportedPages } from './exports.ts';
import { type ExactJson, isObject, scalarText, TooDeepError, valueAt } from './json.ts';
import { Paging, type Place } from './paging.ts';
import { type PagePlace, type Parameters, pageRequest } from './request.ts';
import type { ApiRequests } from './requests.ts';
import type { Stream, System } from './stream.ts';
import { filled, type Placeholders } from './template.ts';

/** A record of an API: what its keys hold. */
export type ApiRecord = Readonly<Record<string, ExactJson>>;

export interface Page {
  readonly records: readonly ApiRecord[];
  /** Bytes of the answer, decoded. */
  readonly bytes: number;
}

/** An answer that was read, or that holds nothing because a rule says so. */
interface Read {
  readonly answer: HttpText;
  readonly document: ExactJson;
  readonly isSkipped: boolean;
  readonly isMissing: boolean;
}

/** Asks streams for their records, page by page, at the pace that the connection sets for all of them. */
export class ApiPages {
  readonly #system: Pick<System, 'url' | 'parameters' | 'body'>;
  readonly #requests: ApiRequests;

  constructor(system: Pick<System, 'url' | 'parameters' | 'body'>, requests: ApiRequests) {
    this.#system = system;
    this.#requests = requests;
  }

  /** Every page from the first on. `parameters` are those of incremental reading. */
  async *of(stream: Stream, parameters: Parameters, signal: AbortSignal): AsyncIterable<Page> {
    const { parent } = stream;
    if (!parent) return yield* this.#pages(stream, parameters, {}, signal);
    const there = { found: 0, missing: undefined as URL | undefined };
    for await (const page of this.of(parent.stream, {}, signal))
      for (const record of page.records) {
        const above = placeholdersFrom(record, parent.stream, parent);
        const added = addedFields(record, stream);
        for await (const { records, bytes } of this.#pages(stream, parameters, above, signal, there))
          yield { records: records.map((one) => ({ ...added, ...one })), bytes };
      }
    // A record that has gone since its parent was read is no fault; a path that is nowhere is.
    if (there.missing && there.found === 0)
      throw new ConnectionError(
        'http',
        `${shownUrl(there.missing)} answered 404, and so did ${stream.id} of every other ${parent.stream.id}`,
        {
          hint: 'The path may be another by now: see the documentation of the API.',
        },
      );
  }

  /** Asks for a stream's first page, once: for a test that a person waits for. */
  async check(stream: Stream, signal: AbortSignal): Promise<void> {
    const place = placeOf(stream, new Paging(stream.pagination).first(), {}, {});
    const request = { ...pageRequest(this.#system, stream, place), once: true };
    const { answer, document, rule } = await this.#requests.send(request, signal);
    if (rule && rule.do !== 'skip') throw this.#requests.fault(rule, answer, document);
    if (!rule) this.#document(answer, document, stream);
  }

  async *#pages(
    stream: Stream,
    parameters: Parameters,
    above: Placeholders,
    signal: AbortSignal,
    there?: { found: number; missing: URL | undefined },
  ): AsyncIterable<Page> {
    const { pagination } = stream;
    const paging = new Paging(pagination);
    if (stream.export && !stream.export.above) {
      if (there) there.found++;
      const place = placeOf(stream, paging.first(), parameters, above);
      yield* exportedPages(this.#system, stream, stream.export, place, this.#requests, signal);
      return;
    }
    for (let place = paging.first(); ; ) {
      const read = await this.#read(
        stream,
        placeOf(stream, place, parameters, above),
        paging.endsWhereNothingIs || stream.parent !== undefined,
        signal,
      );
      const { answer, document, isMissing } = read;
      if (there && isMissing) there.missing ??= answer.url;
      else if (there) there.found++;
      if (isMissing || read.isSkipped) return;
      const { export: call } = stream;
      if (
        call?.above &&
        !place.url &&
        Number(scalarText(valueAt(document, call.above.at))) > call.above.records
      ) {
        const first = placeOf(stream, place, parameters, above);
        return yield* exportedPages(this.#system, stream, call, first, this.#requests, signal);
      }
      const records = recordsIn(document, stream, answer.url);
      if (records.length > 0) yield { records, bytes: Buffer.byteLength(answer.text) };
      const next = paging.next({ answer, document, records: records.length });
      if (!next) return;
      place = next;
    }
  }

  /** A page, or that there is none and that is no fault. */
  async #read(stream: Stream, place: PagePlace, mayBeMissing: boolean, signal: AbortSignal): Promise<Read> {
    const { answer, document, rule } = await this.#requests.send(
      pageRequest(this.#system, stream, place),
      signal,
    );
    if (rule?.do === 'skip') return { answer, document, isSkipped: true, isMissing: false };
    if (rule) throw this.#requests.fault(rule, answer, document);
    if (answer.status === 404 && mayBeMissing) return { answer, document, isSkipped: false, isMissing: true };
    return { answer, document: this.#document(answer, document, stream), isSkipped: false, isMissing: false };
  }

  #document(answer: HttpText, document: ExactJson | Error, stream: Stream): ExactJson {
    const { status, url, text } = answer;
    if (status === 404 && stream.path !== undefined)
      throw new SyncformError('invalid', `${shownUrl(url)} answered 404: there is no such path`, {
        path: ['path'],
      });
    if (status === 401 || status === 403) throw statusError(status, url);
    if (status < 200 || status > 299)
      throw new ConnectionError(
        'http',
        `${shownUrl(url)} answered ${status}: ${this.#requests.http.excerpt(text)}`,
      );
    if (answer.fault !== undefined)
      throw new ConnectionError('format', `the answer of ${shownUrl(url)} ${answer.fault}`, {
        hint: 'Have the API name its charset: Content-Type: application/json; charset=….',
      });
    if (document instanceof TooDeepError)
      throw new ConnectionError('format', `${shownUrl(url)} answered JSON that is ${document.message}`, {
        cause: document,
      });
    if (document instanceof Error)
      throw new ConnectionError(
        'format',
        `${shownUrl(url)} answered no JSON: ${this.#requests.http.excerpt(text)}`,
        {
          cause: document,
        },
      );
    return document;
  }
}

/** Where a page's parameters and those of incremental reading go. A URL that an answer named has the latter already. */
function placeOf(
  stream: Stream,
  { parameters: paged, url }: Place,
  parameters: Parameters,
  above: Placeholders,
): PagePlace {
  const { incremental, pagination } = stream;
  const tracked = url ? {} : withSince(stream, parameters);
  const [tracksInBody, pagesInBody] = [incremental?.in === 'body', pagination?.parameters_in === 'body'];
  return {
    inQuery: { ...(tracksInBody ? {} : tracked), ...(pagesInBody ? {} : paged) },
    inBody: { ...(tracksInBody ? tracked : {}), ...(pagesInBody ? paged : {}) },
    above,
    url,
  };
}

/** Where the value to read from goes into the text that asks for the fields: there, and into no parameter of its own. */
function withSince({ incremental, describe }: Stream, parameters: Parameters): Parameters {
  const name = describe?.text === undefined ? undefined : describe.parameter;
  if (name === undefined) return parameters;
  const { [incremental?.parameter ?? '']: value, ...rest } = parameters;
  const since = value === undefined ? '' : filled(incremental?.text ?? '', { value: String(value) });
  // A test and a look at the first records ask for no fields in particular.
  const text = String(rest[name] ?? filled(describe?.text ?? '', { names: '' }));
  return { ...rest, [name]: filled(text, { since }) };
}

/** `parent.<as>` of the record above, and of those above it: their values are fields of the record. */
function placeholdersFrom(
  record: ApiRecord,
  from: Stream,
  { key, as }: NonNullable<Stream['parent']>,
): Placeholders {
  const values: Record<string, string> = { [`parent.${as}`]: textOf(valueAt(record, key)) };
  for (let at = from.parent; at; at = at.stream.parent) values[`parent.${at.as}`] ??= textOf(record[at.as]);
  return values;
}

/** What a record takes over from the one above. */
function addedFields(record: ApiRecord, { parent }: Stream): ApiRecord {
  const added: Record<string, ExactJson> = {};
  if (!parent) return added;
  for (let at = parent.stream.parent; at; at = at.stream.parent) added[at.as] = record[at.as];
  return { ...added, [parent.as]: valueAt(record, parent.key) };
}

function textOf(value: ExactJson): string {
  return scalarText(value) ?? '';
}

/** What is at a path whose `*` stands for every element of a list: `list.*.customer`. */
function recordsAt(document: ExactJson, path: string): ExactJson {
  const [before = '', ...after] = path.split(/(?:^|\.)\*\./);
  if (after.length === 0) return valueAt(document, path);
  const elements = before === '' ? document : valueAt(document, before);
  if (!Array.isArray(elements)) return elements;
  const rest = after.join('.*.');
  return elements.flatMap((element: ExactJson) => {
    const found = recordsAt(element, rest);
    return found === undefined || found === null ? [] : found;
  });
}

/** The records of an answer. What is no object becomes one, under `value`. */
function recordsIn(document: ExactJson, { records: path }: Stream, url: URL): readonly ApiRecord[] {
  const found = path ? recordsAt(document, path) : document;
  if (found === null) return [];
  if (found === undefined)
    throw new SyncformError(
      'invalid',
      `the answer of ${shownUrl(url)} has no "${path}"; it has ${isObject(document) ? shortList(Object.keys(document)) : 'no keys'}`,
      { path: ['records'] },
    );
  const list: readonly ExactJson[] = Array.isArray(found) ? found : [found];
  return list.map((record) => (isObject(record) ? record : { value: record }));
}
