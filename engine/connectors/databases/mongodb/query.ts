import type { Document } from 'mongodb';
import type {
  CellValue,
  ConnectorHost,
  Extraction,
  FacetOf,
  FieldSchema,
} from '../../../contract/contract.ts';
import { type LearningPlace, learnKind } from '../../../families/documents/learned-kinds.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { mongodbCapabilities } from './capabilities.ts';
import type { Mongo } from './client.ts';
import {
  type CollectionName,
  describe,
  documentsOf,
  formatId,
  parseId,
  placeOf,
  type Query,
} from './collections.ts';
import { filteredExtraction } from './filtered.ts';
import { cellOf, jsonText, kindOf } from './values.ts';

type Host = Pick<ConnectorHost, 'cacheDir'>;

/** Models: a collection, or a query in MongoDB's own words. */
export function queryFacet(mongo: Mongo, host: Host): FacetOf<typeof mongodbCapabilities, 'query'> {
  return {
    async describe(configuration, signal) {
      const { query, isCollection } = await modelOf(mongo, configuration, signal);
      try {
        return await describe(mongo, host, query, isCollection, true, signal);
      } catch (error) {
        if (!(error instanceof SyncformError) || error.code !== 'failed') throw error;
        throw invalid('query', error.message);
      }
    },
    async extract(configuration, fields, signal) {
      const { query } = await modelOf(mongo, configuration, signal);
      return extraction(mongo, query, fields, await placeOf(mongo, host, query));
    },
    async extractFiltered(configuration, fields, filter, signal) {
      const { query } = await modelOf(mongo, configuration, signal);
      const place = await placeOf(mongo, host, query);
      return filteredExtraction(query, fields, filter, (of, some) => extraction(mongo, of, some, place));
    },
  };
}

/** Rows of a query's documents: a field that a document has not is NULL. What reading finds out is kept at `place`. */
export function extraction(
  mongo: Mongo,
  query: Query,
  fields: readonly FieldSchema[],
  place: LearningPlace,
): Extraction {
  return {
    columns: fields.map(({ name, type }) => ({ name, type })),
    offers: [
      {
        format: 'rows',
        async *open(signal) {
          for await (const batch of documentsOf(mongo, query, `reading ${formatId(query)}`, signal))
            yield await rowsOf(place, fields, batch);
        },
      },
    ],
  };
}

/** Documents as rows of some fields. Throws `source_changed` of a value that its field cannot hold, and remembers its kind. */
export async function rowsOf(
  place: LearningPlace,
  fields: readonly FieldSchema[],
  documents: readonly Document[],
): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  for (const document of documents) {
    const row: CellValue[] = [];
    for (const field of fields) {
      const value = document[field.name] as unknown;
      const cell = cellOf(value, field.type);
      if (cell === undefined)
        throw await learnKind(place, {
          field,
          kind: kindOf(value),
          document: jsonText(document._id).slice(0, 100),
        });
      row.push(cell);
    }
    rows.push(row);
  }
  return rows;
}

async function modelOf(
  mongo: Mongo,
  configuration: JsonObject,
  signal: AbortSignal,
): Promise<{ readonly query: Query; readonly isCollection: boolean }> {
  const { collection, query, database } = configuration;
  const within = typeof database === 'string' ? database : mongo.config.database;
  const named =
    typeof collection === 'string' ? await existing(mongo, collection, within, signal) : undefined;
  if (typeof query !== 'string') {
    if (!named) throw invalid('collection', 'no collection is named');
    return { query: { ...named, filter: {} }, isCollection: true };
  }
  const { BSON } = await import('./driver.ts');
  let said: unknown;
  try {
    said = BSON.EJSON.parse(query, { relaxed: false });
  } catch {
    throw invalid('query', 'the query is not JSON');
  }
  if (Array.isArray(said))
    return { query: withPipeline(need(named), said as Document[]), isCollection: false };
  const command = (said ?? {}) as Document;
  const word = (['find', 'aggregate'] as const).find((name) => typeof command[name] === 'string');
  if (word === undefined) return { query: { ...need(named), filter: command }, isCollection: true };
  const of = await existing(mongo, String(command[word]), within, signal, 'query');
  if (word === 'aggregate')
    return { query: withPipeline(of, (command.pipeline ?? []) as Document[]), isCollection: false };
  const { filter = {}, projection, sort, limit, skip } = command;
  const options = { projection, sort, limit: limit && Number(limit), skip: skip && Number(skip) };
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { query: { ...of, filter, ...given }, isCollection: projection === undefined };
}

function need(named: CollectionName | undefined): CollectionName {
  if (named) return named;
  throw invalid(
    'collection',
    'the query names no collection: set collection, or write {"find": "…"} or {"aggregate": "…"}',
  );
}

/** Stages that write. */
const WRITES = ['$out', '$merge'];

function withPipeline(of: CollectionName, pipeline: readonly Document[]): Query {
  const writing = pipeline.flatMap((stage) => Object.keys(stage)).find((name) => WRITES.includes(name));
  if (writing !== undefined) throw invalid('query', `the stage ${writing} writes, and a model only reads`);
  return { ...of, pipeline };
}

/** A collection or view that is there. Throws `invalid`. */
async function existing(
  mongo: Mongo,
  text: string,
  database: string | undefined,
  signal: AbortSignal,
  path = 'collection',
): Promise<CollectionName> {
  const name = parseId(text, database);
  if (!name) throw invalid(path, `"${text}" does not say in which database it is: write database.collection`);
  const found = await mongo.ask(`looking for ${formatId(name)}`, signal, (client) =>
    client.db(name.database).listCollections({ name: name.collection }, { nameOnly: true }).toArray(),
  );
  if (found.length > 0) return name;
  throw invalid(path, `there is no collection ${formatId(name)}`);
}

function invalid(path: string, message: string): SyncformError {
  return new SyncformError('invalid', message, { path: [path] });
}
