/*
 * What one would write by hand to get an index of OpenSearch into a DuckDB file: a point in time and `search_after`. Takes one
 * argument, JSON: `{configuration, object, to}`, where `object` is the index and `to` the path of the DuckDB file.
 */
import { linesToDuckdb } from './lines.ts';

interface Hit {
  readonly _id: string;
  readonly _source: { readonly name: string; readonly amount: number; readonly note?: string };
  readonly sort: readonly unknown[];
}

const { configuration, object, to } = JSON.parse(process.argv[2] as string) as {
  configuration: { endpoint: string };
  object: string;
  to: string;
};
const PAGE = 1_000;

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${configuration.endpoint}/${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function* pages() {
  const { pit_id: id } = (await ask('POST', `${object}/_search/point_in_time?keep_alive=5m`)) as {
    pit_id: string;
  };
  let hits: readonly Hit[] = [];
  do {
    const after = hits.at(-1)?.sort;
    const found = (await ask('POST', '_search', {
      size: PAGE,
      pit: { id, keep_alive: '5m' },
      sort: [{ _doc: 'asc' }],
      track_total_hits: false,
      ...(after ? { search_after: after } : {}),
    })) as { hits: { hits: readonly Hit[] } };
    hits = found.hits.hits;
    yield hits.map(({ _id, _source: { name, amount, note } }) => ({
      id: _id,
      name,
      amount: String(amount),
      note,
    }));
  } while (hits.length === PAGE);
}
await linesToDuckdb(to, pages());
