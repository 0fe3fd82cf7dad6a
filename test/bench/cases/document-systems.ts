import type { JsonObject } from '../../../engine/kit/json.ts';
import { missingCassandra, startCassandra } from '../../services/cassandra/cassandra.ts';
import { missingDynamodb, startDynamodb } from '../../services/dynamodb.ts';
import { missingMongodb, startMongodb } from '../../services/mongodb.ts';
import { missingOpensearch, startOpensearch } from '../../services/opensearch/opensearch.ts';
import type { Command } from '../measure.ts';
import { nodeScript } from '../references/commands.ts';

/** A system whose documents are read, as a server of it runs here. */
export interface DocumentSystem<S extends StartedSystem = StartedSystem> {
  readonly id: string;
  readonly title: string;
  /** What one would read by, by hand. */
  readonly reference: string;
  missing(): Promise<string | undefined>;
  start(): Promise<S>;
}

export interface StartedSystem extends AsyncDisposable {
  /** The connection's type and configuration. */
  readonly type: string;
  readonly configuration: JsonObject;
  /** Makes an object of so many items; answers its id. */
  fill(rows: number): Promise<string>;
  /** Reads an object into the table `items` of a DuckDB file. */
  byHand(object: string, to: string): Command;
}

/** One that is written to as well. */
export interface StartedTarget extends StartedSystem {
  /** Makes an object without documents; answers its id. */
  empty(name: string): Promise<string>;
  /** How many documents an object has. */
  count(object: string): Promise<number>;
}

/** What an item has. Two of three have a note. */
export interface Item {
  readonly id: number;
  readonly name: string;
  readonly amount: string;
  readonly note?: string;
}

const PORTION = 1_000;

export function* portionsOfItems(rows: number): Generator<readonly Item[]> {
  for (let from = 0; from < rows; from += PORTION)
    yield Array.from({ length: Math.min(PORTION, rows - from) }, (_, i) => itemOf(from + i));
}

function itemOf(id: number): Item {
  return {
    id,
    name: `item ${id}`,
    amount: (id + 0.25).toFixed(2),
    ...(id % 3 === 0 ? {} : { note: `a note of item ${id}, ${'x'.repeat(id % 100)}` }),
  };
}

const reading =
  (script: string, configuration: JsonObject): StartedSystem['byHand'] =>
  (object, to) =>
    nodeScript(script, { configuration, object, to });

export const dynamodb: DocumentSystem = {
  id: 'dynamodb',
  title: 'DynamoDB (dynalite)',
  reference: 'a Scan by AWS’s client',
  missing: missingDynamodb,
  async start() {
    const server = await startDynamodb();
    const configuration = { ...server.configuration };
    return {
      type: 'dynamodb',
      configuration,
      async fill(rows) {
        const table = await server.table(`items_${rows}`, ['id:N']);
        for (const items of portionsOfItems(rows))
          await server.put(
            table,
            items.map(({ id, name, amount, note }) => ({
              id: { N: String(id) },
              name: { S: name },
              amount: { N: amount },
              ...(note === undefined ? {} : { note: { S: note } }),
            })),
          );
        return table;
      },
      byHand: reading('dynamodb-scan.ts', configuration),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

export const mongodb: DocumentSystem<StartedTarget> = {
  id: 'mongodb',
  title: 'MongoDB (SecantusDB)',
  reference: 'a find by MongoDB’s driver',
  missing: missingMongodb,
  async start() {
    const { Decimal128, Long } = await import('mongodb');
    const server = await startMongodb();
    const configuration = { ...server.configuration };
    return {
      type: 'mongodb',
      configuration,
      async fill(rows) {
        const collection = server.db.collection<{ _id: InstanceType<typeof Long> }>(`items_${rows}`);
        for (const items of portionsOfItems(rows))
          await collection.insertMany(
            items.map(({ id, amount, ...rest }) => ({
              _id: Long.fromNumber(id),
              amount: Decimal128.fromString(amount),
              ...rest,
            })),
          );
        return `${server.configuration.database}.items_${rows}`;
      },
      async empty(name) {
        await server.db.createCollection(name);
        return `${server.configuration.database}.${name}`;
      },
      count: (object) => server.db.collection(object.split('.')[1] ?? '').countDocuments(),
      byHand: reading('mongodb-find.ts', configuration),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

export const scylladb: DocumentSystem = {
  id: 'scylladb',
  title: 'ScyllaDB (Apache Cassandra)',
  reference: 'a SELECT by Cassandra’s driver',
  missing: missingCassandra,
  async start() {
    const { concurrent } = await import('cassandra-driver');
    const server = await startCassandra();
    const configuration = { ...server.configuration };
    return {
      type: 'scylladb',
      configuration,
      async fill(rows) {
        const table = `items_${rows}`;
        await server.client.execute(
          `CREATE TABLE ${table} (id bigint PRIMARY KEY, name text, amount decimal, note text)`,
        );
        const insert = `INSERT INTO ${table} JSON ?`;
        for (const items of portionsOfItems(rows))
          await concurrent.executeConcurrent(
            server.client,
            insert,
            items.map((item) => [JSON.stringify(item)]),
            { concurrencyLevel: 64 },
          );
        return `${server.keyspace}.${table}`;
      },
      byHand: reading('cassandra-select.ts', configuration),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

export const opensearch: DocumentSystem<StartedTarget> = {
  id: 'opensearch',
  title: 'OpenSearch',
  reference: 'a point in time and search_after by hand',
  missing: missingOpensearch,
  async start() {
    const server = await startOpensearch();
    const keys = { aws_access_key_id: 'AKIDEXAMPLE', aws_secret_access_key: 'unasked', region: 'eu-west-1' };
    const empty = async (name: string) => {
      const index = `${server.prefix}${name}`;
      const keyword = { type: 'keyword' };
      await server.ask('PUT', index, {
        mappings: { properties: { name: keyword, amount: { type: 'double' }, note: keyword } },
      });
      return index;
    };
    return {
      type: 'awsopensearch',
      configuration: { endpoint: server.url, ...keys },
      async fill(rows) {
        const index = await empty(`items_${rows}`);
        for (const items of portionsOfItems(rows))
          await server.ask(
            'POST',
            `${index}/_bulk`,
            items
              .map(({ id, amount, ...rest }) => {
                const document = { ...rest, amount: Number(amount) };
                return `{"index":{"_id":"${id}"}}\n${JSON.stringify(document)}\n`;
              })
              .join(''),
          );
        await server.ask('POST', `${index}/_refresh`);
        return index;
      },
      empty,
      async count(object) {
        await server.ask('POST', `${object}/_refresh`);
        return ((await server.ask('GET', `${object}/_count`)) as { count: number }).count;
      },
      byHand: reading('opensearch-search.ts', { endpoint: server.url }),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
