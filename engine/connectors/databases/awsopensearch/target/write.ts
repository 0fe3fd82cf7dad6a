import type { FacetOf, WriteTarget } from '../../../../contract/contract.ts';
import { portions } from '../../../../kit/portions.ts';
import { awsopensearchCapabilities } from '../capabilities.ts';
import type { Opensearch } from '../client.ts';
import { syncTargetConfig } from '../config.ts';
import { ID, listIndices } from '../indices.ts';
import { fieldLimitOf } from './field-limit.ts';
import { type OutgoingRecord, RecordMaker } from './outgoing.ts';
import { documentsOf, sendChunk } from './send.ts';

/** The smallest limit of a request that a domain may have is 10 MB. */
const BYTES = 5 * 1024 * 1024;
const { operations } = awsopensearchCapabilities.write;

/** Indices take documents, by bulk requests; a document is told by its `_id`. */
export function writeFacet(opensearch: Opensearch): FacetOf<typeof awsopensearchCapabilities, 'write'> {
  return {
    async targets(configuration, signal, named) {
      const { batch_size, create_index } = syncTargetConfig.parse(configuration);
      const limits = { recordsPerRequest: batch_size, bytesPerRequest: BYTES, requestsAtOnce: 1 };
      // A data stream takes new documents alone, with a time, and none by its id.
      const there = (await listIndices(opensearch, signal)).map(({ id }) => id);
      const ids = create_index && named !== undefined ? [...new Set([...there, named])] : there;
      const fieldLimit =
        named !== undefined && there.includes(named)
          ? await fieldLimitOf(opensearch, named, signal)
          : undefined;
      return ids.map(
        (id): WriteTarget => ({
          id,
          name: id,
          fields: 'any',
          operations,
          // What is there alone is updated or removed: the index is asked for it first.
          identities: [{ field: ID, operations: ['upsert'], canLookup: true }],
          required: [],
          limits,
          ...(id === named && fieldLimit ? { fieldLimit } : {}),
        }),
      );
    },
    async lookup({ object, values, signal }) {
      if (values.length === 0) return [];
      const documents = await documentsOf(opensearch, object, values, false, signal);
      return documents.map(({ found, _id: id }) => (found === true ? [String(id)] : []));
    },
    async write(request) {
      const { rows, batch, signal, object, operation } = request;
      const { batch_size } = syncTargetConfig.parse(request.configuration);
      const maker = new RecordMaker(request);
      let place = request.offset;
      const records = async function* () {
        for await (const some of rows.open(signal)) yield some.map((row) => maker.record(row, place++));
      };
      const bytesOf = ({ lines }: OutgoingRecord) => Buffer.byteLength(lines);
      let offset = request.offset;
      for await (const chunk of portions(records(), { items: batch_size, bytes: BYTES, bytesOf })) {
        const key = `syncform ${batch.id}-${offset}`;
        const written = await sendChunk(opensearch, object, operation, chunk, key, signal);
        request.onProgress({ bytes: chunk.reduce((sum, record) => sum + bytesOf(record), 0) });
        await request.acknowledge(written);
        offset += chunk.length;
      }
    },
  };
}
