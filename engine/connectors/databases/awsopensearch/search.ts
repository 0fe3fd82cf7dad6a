import { isLosslessNumber } from 'lossless-json';
import { parallel } from '../../../kit/parallel.ts';
import type { Document, Opensearch } from './client.ts';

export interface Hit {
  readonly _id: string;
  readonly _source?: Document;
  readonly sort?: readonly unknown[];
}

export interface Search {
  /** The indices themselves: no alias. */
  readonly indices: readonly string[];
  /** In the query DSL. */
  readonly query: Document;
}

const PAGE = 1_000;
const KEEP = '5m';
/** An index of more documents is read in as many parts at least, and so many parts at a time. */
const LARGE = 20_000;
const PARTS = 4;
const AT_A_TIME = 4;

/**
 * All documents that a query lets through, each once, as they are at one moment (a point in time of each index). Parts of an index
 * are read at the same time. Each part lies within one shard: within it a document's own place is an order that costs nothing.
 */
export async function* searchAll(
  opensearch: Opensearch,
  { indices, query }: Search,
  signal: AbortSignal,
): AsyncGenerator<readonly Hit[]> {
  for (const index of indices) {
    const doing = `reading ${index}`;
    const path = `${encodeURIComponent(index)}/_search/point_in_time?keep_alive=${KEEP}`;
    const parts = await partsOf(opensearch, index, signal);
    const { pit_id: id } = await opensearch.ask(doing, { method: 'POST', path }, signal);
    try {
      const part = (slice: Document | undefined) =>
        async function* () {
          let after: readonly unknown[] | undefined;
          for (;;) {
            const body = {
              size: PAGE,
              pit: { id, keep_alive: KEEP },
              sort: [{ _doc: 'asc' }],
              track_total_hits: false,
              query,
              // Of a part of its fields OpenSearch would write a document anew, and its numbers as doubles.
              _source: true,
              ...(slice ? { slice } : {}),
              ...(after ? { search_after: after } : {}),
            };
            const hits = await hitsOf(opensearch, doing, '_search', body, signal);
            if (hits.length > 0) yield hits;
            if (hits.length < PAGE) return;
            after = hits.at(-1)?.sort;
          }
        };
      const slices =
        parts === 1 ? [undefined] : Array.from({ length: parts }, (_, i) => ({ id: i, max: parts }));
      yield* parallel(slices.map(part), AT_A_TIME);
    } finally {
      const forget = { method: 'DELETE', path: '_search/point_in_time', body: { pit_id: [id] } } as const;
      // It ends by itself as well.
      await opensearch.ask(doing, forget, AbortSignal.timeout(5_000)).catch(() => {});
    }
  }
}

/** One page of what a search finds. Throws where a shard did not answer, which OpenSearch itself calls a success. */
export async function hitsOf(
  opensearch: Opensearch,
  doing: string,
  path: string,
  body: Document,
  signal: AbortSignal,
): Promise<readonly Hit[]> {
  const also = `${path.includes('?') ? '&' : '?'}allow_partial_search_results=false`;
  const { hits } = await opensearch.ask(doing, { method: 'POST', path: `${path}${also}`, body }, signal);
  return (hits as { hits: Hit[] }).hits;
}

/** Into how many parts an index is cut: none of them has documents of two shards. */
async function partsOf(opensearch: Opensearch, index: string, signal: AbortSignal): Promise<number> {
  const doing = `looking at ${index}`;
  const name = encodeURIComponent(index);
  const path = `${name}/_settings/index.number_of_shards?flat_settings=true`;
  const { [index]: of } = await opensearch.ask(doing, { method: 'GET', path }, signal);
  const { settings } = of as { settings: Document };
  const shards = Number(settings['index.number_of_shards']);
  const count = await countOf(opensearch, name, { match_all: {} }, signal);
  return count > LARGE ? Math.max(shards, PARTS) : shards;
}

/** How many documents of an index a query lets through. */
export async function countOf(
  opensearch: Opensearch,
  index: string,
  query: Document,
  signal: AbortSignal,
): Promise<number> {
  const { count } = await opensearch.ask(
    `counting ${index}`,
    { method: 'POST', path: `${index}/_count`, body: { query } },
    signal,
  );
  return isLosslessNumber(count) ? Number(count.value) : 0;
}
