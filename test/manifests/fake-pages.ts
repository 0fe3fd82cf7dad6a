import type { Manifest, ManifestStream } from '../../engine/families/manifest/manifest.ts';
import { type FakeRecord, got, put } from './fake-rows.ts';

/** What was asked for. */
export interface AskedPage {
  readonly url: URL;
  readonly body: Record<string, unknown> | undefined;
  /** The values in the path, of the records above. */
  readonly parents: readonly string[];
}

interface FakePage {
  readonly status?: number;
  readonly document: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The page of a stream's records that is asked for, in the way in which the manifest says that it is paged. */
export function pageOf(
  stream: ManifestStream,
  { url, body }: AskedPage,
  all: readonly FakeRecord[],
): FakePage {
  const paging = stream.paging;
  const asked = (name: string | undefined, isInBody: boolean): string | undefined => {
    if (name === undefined) return undefined;
    const value = isInBody ? got(body, name) : url.searchParams.get(name);
    return value === undefined || value === null ? undefined : String(value);
  };
  const inBody = paging?.parameters_in === 'body';
  const records = all.filter((record) => isAfter(record, stream, asked));
  const size = Number(asked(paging?.page_size_parameter, inBody) ?? paging?.page_size ?? 2);
  const [from, isThere] = startOf(paging, (name) => asked(name, inBody), url, records, size);
  if (!isThere) return { document: { message: 'no such cursor' }, status: 400 };
  const page = paging === undefined || paging.type === 'none' ? records : records.slice(from, from + size);
  const next = from + page.length;
  const hasMore = next < records.length;
  const at = stream.records;
  const document: FakeRecord = {};
  if (stream.export?.above) put(document, stream.export.above.at, records.length);
  if (at !== '') put(document, at, page);
  if (paging?.more_path !== undefined) put(document, paging.more_path, hasMore);
  if (paging?.type === 'cursor' && !/\.-1\./.test(paging.cursor_path ?? '') && hasMore)
    put(document, paging.cursor_path ?? '', `at-${next}`);
  const following = new URL(url);
  following.searchParams.set('at', String(next));
  const address = `${following.pathname}${following.search}`;
  if (paging?.type === 'next_url' && hasMore) put(document, paging.next_url_path ?? '', address);
  const headers = paging?.type === 'link' && hasMore ? { link: `<${address}>; rel="next"` } : undefined;
  return { document: at === '' ? page : document, ...(headers ? { headers } : {}) };
}

/** Where a page begins, and whether there is such a place. */
function startOf(
  paging: Manifest['paging'],
  asked: (name: string | undefined) => string | undefined,
  url: URL,
  records: readonly FakeRecord[],
  size: number,
): readonly [number, boolean] {
  switch (paging?.type) {
    case 'page':
      return [(Number(asked(paging.page_parameter) ?? paging.first_page) - paging.first_page) * size, true];
    case 'offset':
      return [Number(asked(paging.offset_parameter) ?? 0), true];
    case 'next_url':
    case 'link':
      return [Number(url.searchParams.get('at') ?? 0), true];
    case 'cursor': {
      const cursor = asked(paging.cursor_parameter);
      if (cursor === undefined || cursor === '') return [0, true];
      const own = /\.-1\.(.+)$/.exec(paging.cursor_path ?? '')?.[1];
      if (own === undefined) return [Number(cursor.replace('at-', '')), cursor.startsWith('at-')];
      const last = records.findIndex((record) => String(got(record, own)) === cursor);
      return [last + 1, last >= 0];
    }
    default:
      return [0, true];
  }
}

/** Whether a record is at or after the value that the stream is asked from. */
function isAfter(
  record: FakeRecord,
  stream: ManifestStream,
  asked: (name: string | undefined, isInBody: boolean) => string | undefined,
): boolean {
  const incremental = stream.incremental;
  if (!incremental) return true;
  const since =
    incremental.text === undefined
      ? asked(incremental.parameter, incremental.in === 'body')
      : sinceIn(incremental.text, asked(stream.describe ? stream.describe.parameter : undefined, false));
  if (since === undefined) return true;
  const value = got(record, stream.odd_fields?.[incremental.field]?.path ?? incremental.field);
  const moment = (text: string): number =>
    /^\d+$/.test(text)
      ? Number(text) / (incremental.format === 'unix_ms' && text.length > 11 ? 1000 : 1)
      : Date.parse(text) / 1000;
  const { window } = incremental;
  const until = window && asked(window.until, incremental.in === 'body');
  const at = moment(String(value));
  if (window && until !== undefined && (window.includes_end ? at > moment(until) : at >= moment(until)))
    return false;
  return at >= Math.floor(moment(since));
}

/** The value in a text that asks for the fields, where the manifest has incremental reading put it. */
function sinceIn(template: string, asked: string | undefined): string | undefined {
  const [before = '', after = ''] = template.split('{value}');
  const from = asked?.indexOf(before) ?? -1;
  if (asked === undefined || from < 0) return undefined;
  const rest = asked.slice(from + before.length);
  return after === '' ? rest : rest.slice(0, rest.indexOf(after));
}
