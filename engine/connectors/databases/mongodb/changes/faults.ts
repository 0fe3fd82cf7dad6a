import type { ChangeStream, StreamFault } from '../../../../contract/changes.ts';
import type { Mongo } from '../client.ts';
import { type CollectionName, formatId, parseId } from '../collections.ts';
import { keepImages } from './images.ts';

/** Snapshots of one moment come with this version of the protocol: MongoDB 5.0. */
const LEAST_WIRE_VERSION = 13;

/** What keeps a stream from following its collections, each with what to do about it. */
export async function streamFaults(
  mongo: Mongo,
  { objects, wanted }: Pick<ChangeStream, 'objects' | 'wanted'>,
  signal: AbortSignal,
): Promise<readonly StreamFault[]> {
  const faults: StreamFault[] = [];
  const hello = await mongo.ask('asking the server', signal, (client) =>
    client.db('admin').command({ hello: 1 }),
  );
  if (hello.setName === undefined && hello.msg !== 'isdbgrid')
    faults.push({
      message:
        'the server is none of a replica set, and has no change streams: start it with replSet and run rs.initiate()',
    });
  if (hello.maxWireVersion < LEAST_WIRE_VERSION)
    faults.push({
      message: 'the server is older than MongoDB 5.0, from which on changes can be followed: upgrade it',
    });
  for (const id of objects) {
    const name = parseId(id, mongo.config.database);
    const message = name
      ? await objectFault(mongo, name, wanted?.[id]?.key, signal)
      : `"${id}" does not say in which database it is: write database.collection`;
    if (message !== undefined) faults.push({ object: id, message });
  }
  return faults;
}

async function objectFault(
  mongo: Mongo,
  name: CollectionName,
  key: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const id = formatId(name);
  const [found] = await mongo.ask(`looking at ${id}`, signal, (client) =>
    client.db(name.database).listCollections({ name: name.collection }).toArray(),
  );
  if (!found) return `there is no collection ${id}`;
  if (found.type !== undefined && found.type !== 'collection')
    return `${id} is a ${found.type}, of which there are no changes: follow the collection that it shows`;
  const isById = key === undefined || (key.length === 1 && key[0] === '_id');
  if (isById || (await keepImages(mongo, [name], signal))) return undefined;
  return `the key of ${id} is ${key.join(', ')}, and changes name a document by its _id: make _id the key, or run collMod with changeStreamPreAndPostImages: { enabled: true }`;
}
