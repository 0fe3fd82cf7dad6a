import type { Mongo } from './client.ts';
import type { CollectionName } from './collections.ts';

export type CollectionType = 'collection' | 'view' | 'timeseries';

/** The server's own databases. */
const OWN = new Set(['admin', 'config', 'local']);

/** The collections and views of a database, or of all but the server's own; of these types alone where they are told. */
export async function listed(
  mongo: Mongo,
  database: string | undefined,
  signal: AbortSignal,
  types?: readonly CollectionType[],
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
        const found = await client
          .db(name)
          .listCollections(types ? { type: { $in: [...types] } } : {}, { nameOnly: true })
          .toArray();
        return found
          .map(({ name: collection }) => ({ database: name, collection }))
          .filter(({ collection }) => !collection.startsWith('system.'));
      }),
    );
    return all.flat();
  });
}
