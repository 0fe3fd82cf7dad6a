/*
 * What one would write by hand to bring a table of a DuckDB file into a collection of MongoDB, whatever of it that has already: bulk
 * writes by MongoDB's driver. Takes one argument, JSON: `{configuration, object, from}`.
 */
import { Decimal128, Long, MongoClient } from 'mongodb';
import { rowsOfDuckdb } from './rows-of-duckdb.ts';

const { configuration, object, from } = JSON.parse(process.argv[2] as string) as {
  configuration: { hosts: string };
  object: string;
  from: string;
};
const [database = '', name = ''] = object.split('.');
const client = new MongoClient(`mongodb://${configuration.hosts}/`);
const collection = client.db(database).collection<{ _id: Long }>(name);
for await (const rows of rowsOfDuckdb(from))
  await collection.bulkWrite(
    rows.map(({ id, amount, ...rest }) => ({
      updateOne: {
        filter: { _id: Long.fromString(id) },
        update: { $set: { amount: Decimal128.fromString(amount), ...rest } },
        upsert: true,
      },
    })),
    { ordered: false },
  );
await client.close();
