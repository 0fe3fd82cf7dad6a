/*
 * What one would write by hand to get a collection of MongoDB into a DuckDB file: a find by MongoDB's driver. Takes one argument,
 * JSON: `{configuration, object, to}`, where `object` is `database.collection` and `to` the path of the DuckDB file.
 */
import { type Decimal128, type Long, MongoClient } from 'mongodb';
import { linesToDuckdb } from './lines.ts';

interface Item {
  readonly _id: Long;
  readonly name: string;
  readonly amount: Decimal128;
  readonly note?: string;
}

const { configuration, object, to } = JSON.parse(process.argv[2] as string) as {
  configuration: { hosts: string };
  object: string;
  to: string;
};
const [database = '', collection = ''] = object.split('.');
const client = new MongoClient(`mongodb://${configuration.hosts}/`, { promoteLongs: false });
async function* pages() {
  const cursor = client.db(database).collection<Item>(collection).find({}, { batchSize: 5_000 });
  while (await cursor.hasNext())
    yield cursor.readBufferedDocuments().map(({ _id, name, amount, note }) => ({
      id: String(_id),
      name,
      amount: String(amount),
      note,
    }));
}
await linesToDuckdb(to, pages());
await client.close();
