import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { WriteOperation, WrittenChunk } from '../../../../contract/contract.ts';
import { pause, untilAborted } from '../../../../kit/abort.ts';
import type { Driver } from './bson-of.ts';
import type { OutgoingRecord } from './outgoing.ts';
import { isPassing, type RecordFault, recordFault } from './record-fault.ts';

/** Tries of a chunk while the server is in trouble. The driver itself makes two of each. */
const TRIES = 6;
const FIRST_PAUSE_MS = 200;

/** A record that is sent, by its place in the chunk. */
interface Sent {
  readonly index: number;
  readonly model: AnyBulkWriteOperation;
}

export interface Sending {
  readonly driver: Driver;
  readonly collection: Collection;
  readonly operation: WriteOperation;
  /** Whether records are named by the ids that the target answered. */
  readonly hasIds: boolean;
  readonly signal: AbortSignal;
}

/**
 * Sends a chunk in one command and says what became of each record. A command that may have arrived is sent again as it was: an
 * update by identity says the same twice, and a document that was made already is known by its id. `comment` names the chunk in
 * the server's log and profiler.
 */
export async function sendChunk(
  sending: Sending,
  chunk: readonly OutgoingRecord[],
  comment: string,
): Promise<WrittenChunk> {
  const rejected = new Map<number, string>();
  const sent: Sent[] = [];
  for (const [index, record] of chunk.entries())
    if ('reason' in record) rejected.set(index, record.reason);
    else sent.push({ index, model: record.model });
  let created = 0;
  if (sent.length > 0) {
    const result = await written(sending, sent, comment);
    created = result.created;
    for (const { place, reason } of result.faults) rejected.set((sent[place] as Sent).index, reason);
  }
  return {
    records: chunk.length,
    ...(sending.operation === 'upsert' ? { created } : {}),
    rejected: [...rejected].sort(([a], [b]) => a - b).map(([index, reason]) => ({ index, reason })),
  };
}

interface Written {
  readonly created: number;
  readonly faults: readonly RecordFault[];
}

async function written(sending: Sending, sent: readonly Sent[], comment: string): Promise<Written> {
  const { driver, collection, operation, signal } = sending;
  const models = sent.map(({ model }) => model);
  for (let tried = 1; ; tried++)
    try {
      const result = await untilAborted(collection.bulkWrite(models, { ordered: false, comment }), signal);
      const isShort = operation === 'update' && sending.hasIds && result.matchedCount < models.length;
      return { created: result.upsertedCount, faults: isShort ? await goneSince(sending, models) : [] };
    } catch (error) {
      const isPartial = error instanceof driver.MongoBulkWriteError && error.code !== 64;
      if (isPartial && [error.writeErrors].flat().length > 0) {
        const faults: RecordFault[] = [];
        for (const one of [error.writeErrors].flat()) {
          const model = models[one.index];
          const reason = model && (await recordFault(sending, one, model));
          if (reason !== undefined) faults.push({ place: one.index, reason });
        }
        return { created: error.upsertedCount, faults };
      }
      if (tried === TRIES || !isPassing(driver, error)) throw error;
      await pause(FIRST_PAUSE_MS * 2 ** (tried - 1), signal);
    }
}

/** Documents that were there when they were looked for, and are not any more. */
async function goneSince(
  { driver, collection }: Sending,
  models: readonly AnyBulkWriteOperation[],
): Promise<readonly RecordFault[]> {
  const word = (id: unknown) => driver.BSON.EJSON.stringify({ id }, { relaxed: false });
  const ids = models.map((model) => ('updateOne' in model ? model.updateOne.filter._id : undefined));
  const found = await collection
    .find({ _id: { $in: ids as never[] } }, { projection: { _id: 1 }, promoteValues: false })
    .toArray();
  const there = new Set(found.map(({ _id }) => word(_id)));
  return ids.flatMap((id, place) =>
    there.has(word(id)) ? [] : [{ place, reason: 'its document was deleted while the sync ran' }],
  );
}
