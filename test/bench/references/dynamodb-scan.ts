/*
 * What one would write by hand to get a table of DynamoDB into a DuckDB file: a Scan by AWS's client, the items as lines of JSON
 * in a file, and one statement. Takes one argument, JSON: `{configuration, table, to}`, where `to` is the path of the DuckDB file.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { DuckDBInstance } from '@duckdb/node-api';

const { configuration, table, to } = JSON.parse(process.argv[2] as string) as {
  configuration: { region: string; endpoint: string; access_id: string; secret_access_key: string };
  table: string;
  to: string;
};
const { region, endpoint, access_id: accessKeyId, secret_access_key: secretAccessKey } = configuration;
const client = new DynamoDBClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
const lines = `${to}.ndjson`;
const out = createWriteStream(lines);
for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
  let text = '';
  for (const { id, name, amount, note } of Items)
    text += `${JSON.stringify({ id: id?.N, name: name?.S, amount: amount?.N, note: note?.S })}\n`;
  if (!out.write(text)) await once(out, 'drain');
}
out.end();
await once(out, 'finish');
client.destroy();
const instance = await DuckDBInstance.create(to);
const duckdb = await instance.connect();
await duckdb.run(
  `CREATE TABLE ${table} AS FROM read_json('${lines}', format = 'newline_delimited', columns = {id: 'BIGINT', name: 'VARCHAR', amount: 'DECIMAL(38,2)', note: 'VARCHAR'})`,
);
duckdb.closeSync();
instance.closeSync();
