import type { ConnectorHost, FacetOf, ObjectSchema, ObjectSummary } from '../../../contract/contract.ts';
import type { mongodbCapabilities } from './capabilities.ts';
import type { Mongo } from './client.ts';
import { type CollectionName, describe, formatId, parseId } from './collections.ts';
import { listed } from './listed.ts';

function summaryOf(name: CollectionName): ObjectSummary {
  const id = formatId(name);
  return { id, name: id, output_name: name.collection, schema: name.database };
}

/** Shows collections and views, with fields by what their documents have. */
export function discoverFacet(
  mongo: Mongo,
  host: ConnectorHost,
): FacetOf<typeof mongodbCapabilities, 'discover'> {
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
        const estimated_rows = await mongo.ask(`looking at ${id}`, signal, (client) =>
          client.db(name.database).collection(name.collection).estimatedDocumentCount(),
        );
        described.push({
          ...summaryOf(name),
          estimated_rows,
          fields: await describe(mongo, host, { ...name, filter: {} }, true, true, signal),
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
