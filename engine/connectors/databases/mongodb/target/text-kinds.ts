import type { Column } from '../../../../contract/contract.ts';
import { EXACT, type Mongo } from '../client.ts';
import { type CollectionName, formatId } from '../collections.ts';
import { kindOf } from '../values.ts';
import type { TextAs } from './bson-of.ts';

/** So many of the oldest documents are looked at, and so many of the newest. */
const LOOKED_AT = 100;

/**
 * How a collection keeps ids in fields that rows bring as text: as ObjectId or UUID where documents have nothing but those there. A text
 * that is no such id stays one.
 */
export async function textKinds(
  mongo: Mongo,
  name: CollectionName,
  columns: readonly Column[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, TextAs>> {
  const texts = columns.filter(({ type }) => type === 'string' || type === 'uuid').map((of) => of.name);
  if (texts.length === 0) return new Map();
  const projection = Object.fromEntries(texts.map((text) => [text, 1]));
  const documents = await mongo.ask(`looking at ${formatId(name)}`, signal, async (client) => {
    const collection = client.db(name.database).collection(name.collection);
    const ends = ([1, -1] as const).map((direction) =>
      collection.find({}, { ...EXACT, projection, sort: { _id: direction }, limit: LOOKED_AT }).toArray(),
    );
    return (await Promise.all(ends)).flat();
  });
  return new Map(
    texts.flatMap((text): [string, TextAs][] => {
      const kinds = new Set(documents.map((document) => kindOf(atPath(document, text))));
      kinds.delete('null');
      const [only] = kinds;
      return kinds.size === 1 && (only === 'objectId' || only === 'uuid') ? [[text, only]] : [];
    }),
  );
}

/** What a document has at a path of fields; undefined where it has nothing there. */
export function atPath(document: unknown, path: string): unknown {
  let at = document;
  for (const name of path.split('.')) {
    if (kindOf(at) !== 'object') return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}
