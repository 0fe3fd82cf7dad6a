import type {
  ConnectorHost,
  FacetOf,
  ObjectSchema,
  ObjectSummary,
  OpenConnector,
} from '../../../contract/contract.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { nextRead } from '../../../contract/next-read.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { mongodbCapabilities } from './capabilities.ts';
import { EXACT, type Mongo, openMongo } from './client.ts';
import { type CollectionName, describe, formatId, parseId } from './collections.ts';
import type { MongodbConfig } from './config.ts';
import { atOrAfter } from './positions.ts';
import { extraction, queryFacet } from './query.ts';
import { cellOf } from './values.ts';

type Of<N extends keyof typeof mongodbCapabilities> = FacetOf<typeof mongodbCapabilities, N>;

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export async function openMongodb(
  config: MongodbConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof mongodbCapabilities>> {
  const mongo = openMongo(config);
  return {
    facets: {
      test: testFacet(mongo),
      discover: discoverFacet(mongo, host),
      query: queryFacet(mongo, host),
      read: readFacet(mongo, host),
    },
    [Symbol.asyncDispose]: () => mongo[Symbol.asyncDispose](),
  };
}

/** Logs in, and looks at what there is. */
function testFacet(mongo: Mongo): Of<'test'> {
  return {
    test: async (signal) => void (await listed(mongo, mongo.config.database, signal)),
  };
}

/** The server's own databases. */
const OWN = new Set(['admin', 'config', 'local']);

async function listed(
  mongo: Mongo,
  database: string | undefined,
  signal: AbortSignal,
): Promise<readonly CollectionName[]> {
  return mongo.ask('listing collections', signal, async (client) => {
    const databases =
      database === undefined
        ? (await client.db('admin').admin().listDatabases({ nameOnly: true })).databases
            .map(({ name }) => name)
            .filter((name) => !OWN.has(name))
        : [database];
    const all = await Promise.all(
      databases.map(async (name) => {
        const found = await client.db(name).listCollections({}, { nameOnly: true }).toArray();
        return found
          .map(({ name: collection }) => ({ database: name, collection }))
          .filter(({ collection }) => !collection.startsWith('system.'));
      }),
    );
    return all.flat();
  });
}

function summaryOf(name: CollectionName): ObjectSummary {
  const id = formatId(name);
  return { id, name: id, output_name: name.collection, schema: name.database };
}

function discoverFacet(mongo: Mongo, host: ConnectorHost): Of<'discover'> {
  return {
    async list({ database }, signal) {
      const within = typeof database === 'string' ? database : mongo.config.database;
      return (await listed(mongo, within, signal)).map(summaryOf);
    },
    async describe(ids, _configuration, signal) {
      const there = new Set((await listed(mongo, undefinedUnless(mongo, ids), signal)).map(formatId));
      const described: ObjectSchema[] = [];
      for (const id of ids) {
        const name = parseId(id, mongo.config.database);
        if (!name || !there.has(formatId(name))) continue;
        described.push({
          ...summaryOf(name),
          fields: await describe(mongo, host, { ...name, filter: {} }, true, signal),
        });
      }
      return described;
    },
  };
}

/** The one database that ids are in, or undefined where they are in several. */
function undefinedUnless(mongo: Mongo, ids: readonly string[]): string | undefined {
  const databases = new Set(ids.map((id) => parseId(id, mongo.config.database)?.database));
  const [only] = databases;
  return databases.size === 1 ? only : undefined;
}

/** Reads collections and views, whole or from a tracking field's value on. */
function readFacet(mongo: Mongo, host: ConnectorHost): Of<'read'> {
  const object = async (id: string, signal: AbortSignal) => {
    const name = parseId(id, mongo.config.database);
    const there =
      name && (await listed(mongo, name.database, signal)).some((of) => formatId(of) === formatId(name));
    if (!name || !there)
      throw new SyncformError('source_changed', `there is no collection ${id} any more`, {
        hint: 'Plan again.',
      });
    return { name, fields: await describe(mongo, host, { ...name, filter: {} }, true, signal) };
  };
  return {
    next: (request, position, signal) =>
      nextRead(
        {
          async highWater(id, field, _configuration, at) {
            const { name, fields } = await object(id, at);
            const { type } = fieldNamed(id, fields, field);
            // A time that has not come would leave behind what comes before it.
            const filter =
              type === 'datetime_tz' ? { [field]: { $lte: new Date() } } : { [field]: { $ne: null } };
            const [found] = await mongo.ask(`reading ${id}`, at, (client) =>
              client
                .db(name.database)
                .collection(name.collection)
                .find(filter, { ...EXACT, sort: { [field]: -1 }, limit: 1, projection: { [field]: 1 } })
                .toArray(),
            );
            const cell = found && cellOf(found[field], type);
            return cell === undefined || cell === null ? null : String(cell);
          },
        },
        request,
        position,
        signal,
      ),
    async extract({ object: id, fields: wanted, after }, signal) {
      const { name, fields } = await object(id, signal);
      const chosen = wanted.map((field) => fieldNamed(id, fields, field));
      const filter = after ? await atOrAfter(fieldNamed(id, fields, after.field), after.value) : {};
      return extraction(mongo, host, { ...name, filter }, chosen);
    },
  };
}
