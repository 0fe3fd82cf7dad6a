import type { FacetOf, WriteIdentity, WriteTarget } from '../../../../contract/contract.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { portions } from '../../../../kit/portions.ts';
import { mongodbCapabilities } from '../capabilities.ts';
import type { Mongo } from '../client.ts';
import { type CollectionName, formatId, parseId } from '../collections.ts';
import { syncTargetConfig } from '../config.ts';
import { listed } from '../listed.ts';
import { lookUp } from './lookup.ts';
import { type OutgoingRecord, RecordMaker } from './outgoing.ts';
import { sendChunk } from './send.ts';
import { textKinds } from './text-kinds.ts';

/** A command holds 48 MB at most. */
const BYTES = 16 * 1024 * 1024;

type Write = FacetOf<typeof mongodbCapabilities, 'write'>;

/**
 * Collections take documents. By a field of which an index says that it is unique, one command makes or updates them. By any other
 * field the collection is asked first, in one pass, which documents it has.
 */
export function writeFacet(mongo: Mongo): Write {
  const within = mongo.config.database;
  const nameOf = (id: string): CollectionName => {
    const name = parseId(id, within);
    if (name) return name;
    throw new SyncformError('invalid', `"${id}" does not say in which database it is`, {
      hint: 'Write database.collection.',
    });
  };
  return {
    async targets(configuration, signal, named) {
      const { batch_size, create_collection } = syncTargetConfig.parse(configuration);
      const limits = { recordsPerRequest: batch_size, bytesPerRequest: BYTES, requestsAtOnce: 1 };
      const there = await listed(mongo, within, signal, ['collection']);
      const ids = there.map(formatId);
      const name = named === undefined ? undefined : parseId(named, within);
      const isThere = name !== undefined && ids.includes(formatId(name));
      return Promise.all(
        [
          ...new Set([
            ...ids,
            ...(named !== undefined && (isThere || create_collection) && name ? [named] : []),
          ]),
        ].map(
          async (id): Promise<WriteTarget> => ({
            id,
            name: id,
            fields: 'any',
            operations: mongodbCapabilities.write.operations,
            identities: id === named ? await identities(mongo, nameOf(id), isThere, signal) : [],
            required: [],
            limits,
          }),
        ),
      );
    },
    async lookup(request) {
      return lookUp(mongo, await import('../driver.ts'), nameOf(request.object), request);
    },
    async write(request) {
      const { rows, batch, signal, operation, hasIds } = request;
      const name = nameOf(request.object);
      const { batch_size, times } = syncTargetConfig.parse(request.configuration);
      const driver = await import('../driver.ts');
      const maker = new RecordMaker(
        driver,
        request,
        await textKinds(mongo, name, request.columns, signal),
        times,
      );
      let place = request.offset;
      const records = async function* () {
        for await (const some of rows.open(signal)) yield some.map((row) => maker.record(row, place++));
      };
      const bytesOf = ({ bytes }: OutgoingRecord) => bytes;
      let offset = request.offset;
      for await (const chunk of portions(records(), { items: batch_size, bytes: BYTES, bytesOf })) {
        const written = await mongo.ask(`writing to ${formatId(name)}`, signal, (client) => {
          const collection = client.db(name.database).collection(name.collection);
          const sending = { driver, collection, operation, hasIds, signal };
          return sendChunk(sending, chunk, `syncform ${batch.id}-${offset}`);
        });
        request.onProgress({ bytes: chunk.reduce((sum, record) => sum + record.bytes, 0) });
        await request.acknowledge({
          ...written,
          rejected: written.rejected.map(({ index, reason }) => ({
            index,
            reason: mongo.redactor.mask(reason),
          })),
        });
        offset += chunk.length;
      }
    },
  };
}

/**
 * The fields that tell a collection's documents apart. What is there is updated and deleted by its `_id`, which the collection is asked
 * for: so a record that it has not is no update, and one that it has twice is refused.
 */
async function identities(
  mongo: Mongo,
  name: CollectionName,
  isThere: boolean,
  signal: AbortSignal,
): Promise<readonly WriteIdentity[]> {
  const indexes = isThere
    ? await mongo.ask(`looking at ${formatId(name)}`, signal, (client) =>
        client.db(name.database).collection(name.collection).indexes(),
      )
    : [];
  const unique = indexes
    .filter(
      ({ unique: isUnique, partialFilterExpression, collation }) =>
        isUnique && !partialFilterExpression && !collation,
    )
    .map(({ key }) => Object.keys(key))
    .flatMap((fields) => (fields.length === 1 ? fields : []));
  return [
    ...[...new Set(['_id', ...unique])].map(
      (field): WriteIdentity => ({ field, operations: ['upsert'], canLookup: true }),
    ),
    { field: '*', operations: [], canLookup: true },
  ];
}
