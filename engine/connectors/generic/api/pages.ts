import type { HttpClient, HttpText } from '../../../families/http/client.ts';
import { shownUrl, statusError } from '../../../families/http/failures.ts';
import { Pacer } from '../../../families/http/pacer.ts';
import { ConnectionError, SyncformError } from '../../../kit/errors.ts';
import type { ApiConfig, Endpoint } from './config.ts';
import { type ExactJson, isObject, parseExactly, TooDeepError, valueAt } from './json.ts';
import { Paging } from './paging.ts';
import { type Parameters, pageRequest } from './request.ts';

/** A record of an API: what its keys hold. */
export type ApiRecord = Readonly<Record<string, ExactJson>>;

export interface Page {
  readonly records: readonly ApiRecord[];
  /** Bytes of the answer, decoded. */
  readonly bytes: number;
}

/** Asks endpoints for their records, page by page, at the pace that the connection sets for all of them. */
export class ApiPages {
  readonly #config: ApiConfig;
  readonly #http: HttpClient;
  readonly #pacer = new Pacer();

  constructor(config: ApiConfig, http: HttpClient) {
    this.#config = config;
    this.#http = http;
  }

  /** Every page from the first on. `parameters` are query parameters beside those of the endpoint. */
  async *of(endpoint: Endpoint, parameters: Parameters, signal: AbortSignal): AsyncIterable<Page> {
    const { pagination } = endpoint;
    const paging = new Paging(pagination);
    for (let place = paging.first(); ; ) {
      const inBody = pagination?.parameters_in === 'body';
      // A URL that an answer named has every parameter already.
      const query = { ...(place.url ? {} : parameters), ...(inBody ? {} : place.parameters) };
      const request = pageRequest(this.#config, endpoint, query, inBody ? place.parameters : {}, place.url);
      await this.#pacer.turn(this.#config.requests_per_second, signal);
      const answer = await this.#http.text(request, signal);
      if (answer.status === 404 && paging.endsWhereNothingIs) return;
      const document = this.#document(answer, endpoint);
      const records = recordsIn(document, endpoint, answer.url);
      if (records.length > 0) yield { records, bytes: Buffer.byteLength(answer.text) };
      const next = paging.next({ answer, document, records: records.length });
      if (!next) return;
      place = next;
    }
  }

  #document(answer: HttpText, endpoint: Endpoint): ExactJson {
    const { status, url, text } = answer;
    if (status === 404 && endpoint.path !== undefined)
      throw new SyncformError('invalid', `${shownUrl(url)} answered 404: there is no such path`, {
        path: ['path'],
      });
    if (status === 401 || status === 403) throw statusError(status, url);
    if (status < 200 || status > 299)
      throw new ConnectionError('http', `${shownUrl(url)} answered ${status}: ${this.#http.excerpt(text)}`);
    if (answer.fault !== undefined)
      throw new ConnectionError('format', `the answer of ${shownUrl(url)} ${answer.fault}`, {
        hint: 'Have the API name its charset: Content-Type: application/json; charset=….',
      });
    if (text.trim() === '') return [];
    try {
      return parseExactly(text);
    } catch (error) {
      if (error instanceof TooDeepError)
        throw new ConnectionError('format', `${shownUrl(url)} answered JSON that is ${error.message}`, {
          cause: error,
        });
      throw new ConnectionError('format', `${shownUrl(url)} answered no JSON: ${this.#http.excerpt(text)}`, {
        cause: error,
      });
    }
  }
}

/** The records of an answer. What is no object becomes one, under `value`. */
function recordsIn(document: ExactJson, { records: path }: Endpoint, url: URL): readonly ApiRecord[] {
  const found = path ? valueAt(document, path) : document;
  if (found === null) return [];
  if (found === undefined)
    throw new SyncformError(
      'invalid',
      `the answer of ${shownUrl(url)} has no "${path}"; it has ${isObject(document) ? Object.keys(document).join(', ') : 'no keys'}`,
      { path: ['records'] },
    );
  const list: readonly ExactJson[] = Array.isArray(found) ? found : [found];
  return list.map((record) => (isObject(record) ? record : { value: record }));
}
