import type { Document } from 'mongodb';
import type { ConnectorHost, FieldSchema } from '../../../contract/contract.ts';
import { addKinds, type FoundKinds, noteKinds } from '../../../families/documents/found-kinds.ts';
import {
  type LearningPlace,
  learnedKinds,
  rememberKinds,
} from '../../../families/documents/learned-kinds.ts';
import { EXACT, type Mongo } from './client.ts';
import { fieldsOf } from './field-types.ts';
import { kindOf } from './values.ts';

/** A collection's database and its name, which may have dots. */
export interface CollectionName {
  readonly database: string;
  readonly collection: string;
}

/** What rows are read by: a find with these options, or an aggregation. */
export type Query = CollectionName &
  (
    | {
        readonly filter: Document;
        readonly projection?: Document;
        readonly sort?: Document;
        readonly limit?: number;
        readonly skip?: number;
      }
    | { readonly pipeline: readonly Document[] }
  );

export function formatId({ database, collection }: CollectionName): string {
  return `${database}.${collection}`;
}

/** The collection that an id names: a database's name has no dots. Undefined of a bare name where no database is known. */
export function parseId(id: string, database: string | undefined): CollectionName | undefined {
  const dot = id.indexOf('.');
  if (database !== undefined && !id.startsWith(`${database}.`)) return { database, collection: id };
  return dot > 0 ? { database: id.slice(0, dot), collection: id.slice(dot + 1) } : undefined;
}

/** The documents that a query yields, as they come. */
export function documentsOf(mongo: Mongo, query: Query, doing: string, signal: AbortSignal) {
  return mongo.documents(doing, signal, (client) => {
    const collection = client.db(query.database).collection(query.collection);
    if ('pipeline' in query)
      return collection.aggregate([...query.pipeline], { ...EXACT, allowDiskUse: true });
    const { filter, database: _, collection: __, ...options } = query;
    return collection.find(filter, { ...EXACT, ...options });
  });
}

/** A collection up to this many documents is looked at whole. */
const WHOLE = 20_000;
/** Of a larger one so many from all over it, and so many of the oldest and the newest. */
const SAMPLE = 10_000;
const ENDS = 1_000;

/** Where it is kept which kinds of values the documents of a query were found to have. */
export async function placeOf(
  { config }: Mongo,
  { cacheDir }: Pick<ConnectorHost, 'cacheDir'>,
  query: Query,
): Promise<LearningPlace> {
  const { BSON } = await import('./driver.ts');
  const isWhole = Object.keys(query).length === 3 && 'filter' in query && isEmpty(query.filter);
  return {
    cacheDir,
    connector: 'mongodb',
    system: JSON.stringify(config.hosts),
    collection: formatId(query),
    query: isWhole ? undefined : BSON.EJSON.stringify(query, { relaxed: false }),
  };
}

/**
 * The fields of what a query yields, with the kinds of values that documents of the same query were found to have before. A
 * document that comes later may have values of other kinds: what reading found is known from then on (`learnKind`), so that the next
 * plan has it. `isCollection` says that its documents have the fields of the collection, `isFresh`
 * that they are to be looked at whatever was found a moment ago.
 */
export async function describe(
  mongo: Mongo,
  host: Pick<ConnectorHost, 'cacheDir'>,
  query: Query,
  isCollection: boolean,
  isFresh: boolean,
  signal: AbortSignal,
): Promise<readonly FieldSchema[]> {
  const place = await placeOf(mongo, host, query);
  const known = await learnedKinds(place);
  // What was known comes first, so that fields keep their order.
  const found: FoundKinds = new Map();
  addKinds(found, known, true);
  if (isCollection) {
    const { database, collection } = query;
    addKinds(
      found,
      await learnedKinds(await placeOf(mongo, host, { database, collection, filter: {} })),
      true,
    );
  }
  const { found: recent, isNew } = await mongo.recent.of(
    JSON.stringify([place.collection, place.query]),
    isFresh,
    () => look(mongo, query, signal),
  );
  for (const [name, kinds] of recent) found.set(name, new Set([...(found.get(name) ?? []), ...kinds]));
  if (isNew)
    await rememberKinds(place, Object.fromEntries([...found].map(([name, kinds]) => [name, [...kinds]])));
  return fieldsOf(found, isCollection);
}

/** Takes down what documents of a query have: all of a small collection's, else some from all over it. */
async function look(mongo: Mongo, query: Query, signal: AbortSignal): Promise<FoundKinds> {
  const found: FoundKinds = new Map();
  const { database, collection } = query;
  const at = { database, collection };
  const doing = `looking at ${formatId(query)}`;
  const lookAt = async (some: Query) => {
    for await (const batch of documentsOf(mongo, some, doing, signal))
      for (const document of batch) noteKinds(found, document, knownKind);
  };
  const count = await mongo.ask(doing, signal, (client) =>
    client.db(database).collection(collection).estimatedDocumentCount(),
  );
  if (count <= WHOLE) {
    await lookAt(query);
    return found;
  }
  if ('pipeline' in query) {
    await lookAt({ ...at, pipeline: [...query.pipeline, { $limit: SAMPLE }] });
    return found;
  }
  const { filter, projection } = query;
  const shown = projection ? { projection } : {};
  await lookAt({ ...at, filter, ...shown, sort: { _id: 1 }, limit: ENDS });
  await lookAt({
    ...at,
    pipeline: [
      { $match: filter },
      { $sample: { size: SAMPLE } },
      ...(projection ? [{ $project: projection }] : []),
    ],
  });
  await lookAt({ ...at, filter, ...shown, sort: { _id: -1 }, limit: ENDS });
  return found;
}

/** The kind of a value; of null none. */
function knownKind(value: unknown): string | undefined {
  const kind = kindOf(value);
  return kind === 'null' ? undefined : kind;
}

function isEmpty(document: Document): boolean {
  return Object.keys(document).length === 0;
}
