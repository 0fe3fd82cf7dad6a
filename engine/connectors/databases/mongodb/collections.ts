import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'mongodb';
import type { ConnectorHost, FieldSchema } from '../../../contract/contract.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { EXACT, type Mongo } from './client.ts';
import { type FoundKinds, fieldsOf, noteKinds } from './field-types.ts';

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

/**
 * The fields of what a query yields. A document that comes later may have values of other kinds: what reading found is known
 * from then on (`learn`), so that the next plan has it.
 */
export async function describe(
  mongo: Mongo,
  host: Pick<ConnectorHost, 'cacheDir'>,
  query: Query,
  isCollection: boolean,
  signal: AbortSignal,
): Promise<readonly FieldSchema[]> {
  const found: FoundKinds = new Map();
  const doing = `looking at ${formatId(query)}`;
  const look = async (some: Query) => {
    for await (const batch of documentsOf(mongo, some, doing, signal))
      for (const document of batch) noteKinds(found, document);
  };
  const { database, collection } = query;
  const at = { database, collection };
  const count = await mongo.ask(doing, signal, (client) =>
    client.db(database).collection(collection).estimatedDocumentCount(),
  );
  if (count <= WHOLE) await look(query);
  else if ('pipeline' in query) await look({ ...at, pipeline: [...query.pipeline, { $limit: SAMPLE }] });
  else {
    const { filter, projection } = query;
    const shown = projection ? { projection } : {};
    await look({ ...at, filter, ...shown, sort: { _id: 1 }, limit: ENDS });
    await look({
      ...at,
      pipeline: [
        { $match: filter },
        { $sample: { size: SAMPLE } },
        ...(projection ? [{ $project: projection }] : []),
      ],
    });
    await look({ ...at, filter, ...shown, sort: { _id: -1 }, limit: ENDS });
  }
  const known = await learned(mongo, host, query);
  // What was known comes first, so that fields keep their order.
  const all: FoundKinds = new Map();
  for (const [name, kinds] of Object.entries(known))
    if (found.has(name) || isCollection) all.set(name, new Set([...(found.get(name) ?? []), ...kinds]));
  for (const [name, kinds] of found) if (!all.has(name)) all.set(name, kinds);
  const isWhole = isCollection && 'filter' in query && Object.keys(query.filter).length === 0;
  if (isWhole) await remember(mongo, host, query, known, all);
  return fieldsOf(all, isCollection);
}

type Learned = Readonly<Record<string, readonly string[]>>;

/** The file that keeps which kinds of values reading a collection came upon. */
function fileOf({ config }: Mongo, cacheDir: string, name: CollectionName): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([config.hosts, formatId(name)]))
    .digest('hex');
  return join(cacheDir, `mongodb-${digest.slice(0, 24)}.json`);
}

async function learned(
  mongo: Mongo,
  { cacheDir }: Pick<ConnectorHost, 'cacheDir'>,
  name: CollectionName,
): Promise<Learned> {
  if (cacheDir === undefined) return {};
  try {
    return JSON.parse(await readFile(fileOf(mongo, cacheDir, name), 'utf8')) as Learned;
  } catch {
    // What was learned can be learned again.
    return {};
  }
}

/** Keeps what a collection had, so that a field stays one although no document has it any more, or none of those that are looked at. */
async function remember(
  mongo: Mongo,
  { cacheDir }: Pick<ConnectorHost, 'cacheDir'>,
  name: CollectionName,
  known: Learned,
  found: FoundKinds,
): Promise<void> {
  const isNew = [...found].some(([field, kinds]) => [...kinds].some((kind) => !known[field]?.includes(kind)));
  if (cacheDir === undefined || !isNew) return;
  await keep(
    mongo,
    cacheDir,
    name,
    Object.fromEntries([...found].map(([field, kinds]) => [field, [...kinds]])),
  );
}

async function keep(mongo: Mongo, cacheDir: string, name: CollectionName, kinds: Learned): Promise<void> {
  const file = fileOf(mongo, cacheDir, name);
  const written = `${file}.${randomUUID()}.new`;
  await mkdir(cacheDir, { recursive: true });
  await writeFile(written, JSON.stringify(kinds));
  await rename(written, file);
}

/** Keeps that a field has values of one more kind, and answers the error that says so. */
export async function learn(
  mongo: Mongo,
  { cacheDir }: Pick<ConnectorHost, 'cacheDir'>,
  name: CollectionName,
  fault: { readonly field: FieldSchema; readonly kind: string; readonly document: string },
): Promise<SyncformError> {
  const { field, kind, document } = fault;
  if (cacheDir !== undefined) {
    const before = await learned(mongo, { cacheDir }, name);
    const kinds = [...new Set([...(before[field.name] ?? []), kind])];
    await keep(mongo, cacheDir, name, { ...before, [field.name]: kinds });
  }
  return new SyncformError(
    'source_changed',
    `${formatId(name)}: the field "${field.name}" is ${field.type} (${field.remote_type}), and document ${document} has a value of type ${kind} there, which that cannot hold`,
    { hint: 'Plan again: the next plan knows of it.' },
  );
}
