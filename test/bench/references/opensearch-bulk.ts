/*
 * What one would write by hand to bring a table of a DuckDB file into an index of OpenSearch, whatever of it that has already: bulk
 * requests. Takes one argument, JSON: `{configuration, object, from}`.
 */
import { rowsOfDuckdb } from './rows-of-duckdb.ts';

const { configuration, object, from } = JSON.parse(process.argv[2] as string) as {
  configuration: { endpoint: string };
  object: string;
  from: string;
};
for await (const rows of rowsOfDuckdb(from)) {
  const lines = rows.map(({ id, amount, ...rest }) => {
    const doc = { amount: Number(amount), ...rest };
    return `{"update":{"_id":"${id}"}}\n${JSON.stringify({ doc, doc_as_upsert: true })}\n`;
  });
  const answer = await fetch(`${configuration.endpoint}/${object}/_bulk`, {
    method: 'POST',
    body: lines.join(''),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const said = (await answer.json()) as { errors: boolean };
  if (!answer.ok || said.errors) throw new Error(JSON.stringify(said).slice(0, 1_000));
}
