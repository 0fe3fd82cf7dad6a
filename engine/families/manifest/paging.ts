import { SyncformError } from '../../kit/errors.ts';
import type { HttpText } from '../http/client.ts';
import { shownUrl } from '../http/failures.ts';
import type { Pagination } from './endpoint.ts';
import { type ExactJson, scalarText, valueAt } from './json.ts';
import type { Parameters } from './request.ts';

/** Where a page is: parameters beside those of the endpoint, or a URL in place of its own. */
export interface Place {
  readonly parameters: Parameters;
  readonly url?: URL;
}

/** A page that was had. */
export interface PageAnswer {
  readonly answer: HttpText;
  readonly document: ExactJson;
  readonly records: number;
}

/**
 * Goes from page to page, and notices when it goes round in a circle. An empty page that leads to one that was had is the
 * last: some APIs repeat their last cursor there.
 */
export class Paging {
  readonly #pagination: Pagination | undefined;
  readonly #seen = new Set<string>();
  #before = 0;
  #page: number;

  constructor(pagination: Pagination | undefined) {
    this.#pagination = pagination;
    this.#page = pagination?.first_page ?? 1;
  }

  first(): Place {
    const { type, page_parameter = '', offset_parameter = '' } = this.#pagination ?? {};
    if (type === 'page') return this.#place({ [page_parameter]: this.#page });
    if (type === 'offset') return this.#place({ [offset_parameter]: 0 });
    return this.#place({});
  }

  /** Whether a page that is not there ends the list, rather than being an error. */
  get endsWhereNothingIs(): boolean {
    return this.#before > 0 && (this.#pagination?.type === 'page' || this.#pagination?.type === 'offset');
  }

  /** The place after a page, or undefined after the last one. */
  next({ answer, document, records }: PageAnswer): Place | undefined {
    const given = this.#pagination;
    this.#before += records;
    if (given?.more_path !== undefined && !saysMore(valueAt(document, given.more_path))) return undefined;
    switch (given?.type) {
      case 'page':
      case 'offset': {
        if (records === 0 || (given.page_size !== undefined && records < given.page_size)) return undefined;
        const parameter = given.type === 'page' ? given.page_parameter : given.offset_parameter;
        this.#once(
          answer.text,
          answer.url,
          `the same page twice: does it know the parameter ${parameter}, and is it meant to be in the ${given.parameters_in}?`,
        );
        this.#page++;
        return this.#place({ [parameter]: given.type === 'page' ? this.#page : this.#before });
      }
      case 'cursor': {
        const cursor = valueAt(document, given.cursor_path ?? '');
        const text = scalarText(cursor) ?? '';
        if (text === '') return undefined;
        if (records === 0 && this.#seen.has(text)) return undefined;
        this.#once(text, answer.url, 'a cursor that it had before');
        return this.#place({ [given.cursor_parameter ?? '']: text });
      }
      case 'next_url':
        return this.#follow(valueAt(document, given.next_url_path ?? ''), answer.url, records);
      case 'link':
        return this.#follow(nextLink(answer.headers.link), answer.url, records);
      default:
        return undefined;
    }
  }

  #follow(next: ExactJson, from: URL, records: number): Place | undefined {
    if (typeof next !== 'string' || next === '') return undefined;
    const url = URL.canParse(next, from.href) ? new URL(next, from.href) : undefined;
    if (url?.origin !== from.origin)
      throw new SyncformError(
        'failed',
        `${shownUrl(from)} has its next page at ${url ? url.origin : 'no address'}, where the connection’s credentials do not go`,
        { hint: `Where that is the same API, use it as the connection's url.` },
      );
    if (records === 0 && this.#seen.has(url.href)) return undefined;
    this.#once(url.href, from, 'a next page that it had before');
    return { parameters: {}, url };
  }

  #place(parameters: Parameters): Place {
    const { page_size, page_size_parameter } = this.#pagination ?? {};
    if (page_size === undefined || page_size_parameter === undefined) return { parameters };
    return { parameters: { ...parameters, [page_size_parameter]: page_size } };
  }

  #once(mark: string, url: URL, what: string): void {
    // A page is compared with the one ahead of it only: two that are equal may be far apart by right.
    const { type } = this.#pagination ?? {};
    if (this.#seen.has(mark))
      throw new SyncformError('failed', `${shownUrl(url)} answers ${what}`, {
        hint: 'Check pagination.',
      });
    if (type === 'page' || type === 'offset') this.#seen.clear();
    this.#seen.add(mark);
  }
}

/** Whether what an answer has there says that there are more pages. */
function saysMore(value: ExactJson): boolean {
  return value !== undefined && value !== null && value !== false && value !== 'false' && value !== '';
}

/** The target of the Link header's rel="next" (RFC 8288). */
function nextLink(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(', ') : (header ?? '');
  for (const [, target, parameters = ''] of text.matchAll(
    /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g,
  )) {
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))/i.exec(parameters);
    if ((rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return undefined;
}
