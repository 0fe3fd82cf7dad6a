/*
 * What one would write by hand to get a container of Azure Cosmos DB into a DuckDB file: a query by Microsoft's client, the items
 * as lines of JSON in a file, and one statement. Takes one argument, JSON: `{configuration, container, to}`, where `to` is the path
 * of the DuckDB file.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { CosmosClient } from '@azure/cosmos';
import { DuckDBInstance } from '@duckdb/node-api';

const { configuration, container, to } = JSON.parse(process.argv[2] as string) as {
  configuration: { uri: string; key: string; database: string };
  container: string;
  to: string;
};
const { uri: endpoint, key, database } = configuration;
const client = new CosmosClient({ endpoint, key, connectionPolicy: { enableEndpointDiscovery: false } });
const lines = `${to}.ndjson`;
const out = createWriteStream(lines);
const pages = client
  .database(database)
  .container(container)
  .items.query('SELECT c.id, c.name, c.amount, c.note, c._etag, c._ts FROM c', {
    maxItemCount: 1_000,
    maxDegreeOfParallelism: 8,
  });
for await (const { resources } of pages.getAsyncIterator()) {
  let text = '';
  for (const item of resources) text += `${JSON.stringify(item)}\n`;
  if (!out.write(text)) await once(out, 'drain');
}
out.end();
await once(out, 'finish');
client.dispose();
const instance = await DuckDBInstance.create(to);
const duckdb = await instance.connect();
await duckdb.run(
  `CREATE TABLE ${container} AS FROM read_json('${lines}', format = 'newline_delimited', columns = {id: 'VARCHAR', name: 'VARCHAR', amount: 'DOUBLE', note: 'VARCHAR', _etag: 'VARCHAR', _ts: 'BIGINT'})`,
);
duckdb.closeSync();
instance.closeSync();
