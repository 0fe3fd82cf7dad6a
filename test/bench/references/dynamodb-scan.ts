/*
 * What one would write by hand to get a table of DynamoDB into a DuckDB file: a Scan by AWS's client. Takes one argument, JSON:
 * `{configuration, object, to}`, where `object` is the table and `to` the path of the DuckDB file.
 */
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { linesToDuckdb } from './lines.ts';

const { configuration, object, to } = JSON.parse(process.argv[2] as string) as {
  configuration: { region: string; endpoint: string; access_id: string; secret_access_key: string };
  object: string;
  to: string;
};
const { region, endpoint, access_id: accessKeyId, secret_access_key: secretAccessKey } = configuration;
const client = new DynamoDBClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
async function* pages() {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: object, ConsistentRead: true }))
    yield Items.map(({ id, name, amount, note }) => ({
      id: id?.N,
      name: name?.S,
      amount: amount?.N,
      note: note?.S,
    }));
}
await linesToDuckdb(to, pages());
client.destroy();
