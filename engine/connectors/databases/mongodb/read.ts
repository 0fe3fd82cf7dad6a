import type { ConnectorHost, FacetOf, FieldSchema } from '../../../contract/contract.ts';
import { fieldNamed } from '../../../contract/field-named.ts';
import { nextRead } from '../../../contract/next-read.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { mongodbCapabilities } from './capabilities.ts';
import { EXACT, type Mongo } from './client.ts';
import { type CollectionName, describe, formatId, parseId, placeOf } from './collections.ts';
import { filteredExtraction } from './filtered.ts';
import { listed } from './listed.ts';
import { atOrAfter } from './positions.ts';
import { extraction } from './query.ts';
import { cellOf } from './values.ts';

/** Reads collections and views, whole or from a tracking field's value on. */
export function readFacet(mongo: Mongo, host: ConnectorHost): FacetOf<typeof mongodbCapabilities, 'read'> {
  const object = (id: string, signal: AbortSignal) => collectionToRead(mongo, host, id, signal);
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
    async extract({ object: id, fields: wanted, after, filter: rows }, signal) {
      const { name, fields } = await object(id, signal);
      const chosen = wanted.map((field) => fieldNamed(id, fields, field));
      const filter = after ? await atOrAfter(fieldNamed(id, fields, after.field), after.value) : {};
      const place = await placeOf(mongo, host, { ...name, filter: {} });
      return filteredExtraction({ ...name, filter }, chosen, rows, (of, some) =>
        extraction(mongo, of, some, place),
      );
    },
  };
}

/** A collection or view with its fields. Throws `source_changed` where it is not there any more. */
export async function collectionToRead(
  mongo: Mongo,
  host: ConnectorHost,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly name: CollectionName; readonly fields: readonly FieldSchema[] }> {
  const name = parseId(id, mongo.config.database);
  const there =
    name && (await listed(mongo, name.database, signal)).some((of) => formatId(of) === formatId(name));
  if (!name || !there)
    throw new SyncformError('source_changed', `there is no collection ${id} any more`, {
      hint: 'Plan again.',
    });
  return { name, fields: await describe(mongo, host, { ...name, filter: {} }, true, false, signal) };
}
