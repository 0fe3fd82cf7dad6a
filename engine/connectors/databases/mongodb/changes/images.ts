import type { Mongo } from '../client.ts';
import { type CollectionName, formatId } from '../collections.ts';

/** Whether all of these collections keep what documents were before and after each change. */
export async function keepImages(
  mongo: Mongo,
  collections: readonly CollectionName[],
  signal: AbortSignal,
): Promise<boolean> {
  const kept = await mongo.ask('looking at collections', signal, (client) =>
    Promise.all(
      collections.map(async ({ database, collection }) => {
        const [found] = await client.db(database).listCollections({ name: collection }).toArray();
        return (found as { options?: { changeStreamPreAndPostImages?: { enabled?: boolean } } } | undefined)
          ?.options?.changeStreamPreAndPostImages?.enabled === true
          ? [formatId({ database, collection })]
          : [];
      }),
    ),
  );
  return kept.flat().length === collections.length;
}
