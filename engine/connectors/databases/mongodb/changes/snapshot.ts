import type { Document, Timestamp } from 'mongodb';
import type { ChangeSnapshot } from '../../../../contract/changes.ts';
import type {
  CellValue,
  ConnectorHost,
  Extraction,
  FieldSchema,
  ReadRequest,
} from '../../../../contract/contract.ts';
import { fieldNamed } from '../../../../contract/field-named.ts';
import { formatHandover } from '../../../../families/log/handover.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { EXACT, type Mongo } from '../client.ts';
import { placeOf } from '../collections.ts';
import { filteredExtraction } from '../filtered.ts';
import { rowsOf } from '../query.ts';
import { collectionToRead } from '../read.ts';
import type { Handover } from './handover.ts';
import { formatPosition } from './position.ts';
import { timeOf } from './stream.ts';

/** The history of a moment is gone while it is read. */
const TOO_OLD = 239;
const BATCH = 1_000;

/** Begins to read a collection as it is at one moment, by a session that shows that moment alone. */
export async function takeSnapshot(
  mongo: Mongo,
  host: ConnectorHost,
  request: Pick<ReadRequest, 'object' | 'fields' | 'filter'>,
  signal: AbortSignal,
): Promise<ChangeSnapshot> {
  const { name, fields: all } = await collectionToRead(mongo, host, request.object, signal);
  const fields = request.fields.map((field) => fieldNamed(request.object, all, field));
  const doing = `reading ${request.object}`;
  return mongo.ask(doing, signal, async (client) => {
    const session = client.startSession({ snapshot: true });
    const find = ({ filter }: { readonly filter: Document }) =>
      client
        .db(name.database)
        .collection(name.collection)
        .find(filter, { ...EXACT, session, batchSize: BATCH });
    let cursor = find({ filter: {} });
    const place = await placeOf(mongo, host, { ...name, filter: {} });
    const extraction = await filteredExtraction(
      { ...name, filter: {} },
      fields,
      request.filter,
      (query, some) => {
        if ('filter' in query) cursor = find(query);
        return rowsOffer(some, async function* (reading) {
          try {
            for await (const batch of mongo.documents(doing, reading, () => cursor))
              yield await rowsOf(place, some, batch);
          } catch (error) {
            throw tooOldOr(error, request.object);
          }
        });
      },
    );
    const dispose = async () => {
      await cursor.close().catch(() => {});
      await session.endSession().catch(() => {});
    };
    try {
      // The first answer says the moment.
      await cursor.hasNext();
      const { snapshotTime: moment } = session as { readonly snapshotTime?: Timestamp };
      if (!moment)
        throw new SyncformError('unsupported', 'the server does not say of which moment its documents are', {
          hint: 'Changes are followed from MongoDB 5.0 on.',
        });
      const time = timeOf(moment);
      const types = Object.fromEntries(all.map((field) => [field.name, field.type]));
      return {
        handover: formatHandover<Handover>({ time: String(time), types }),
        position: formatPosition({ time }),
        extraction,
        [Symbol.asyncDispose]: dispose,
      };
    } catch (error) {
      await dispose();
      throw error;
    }
  });
}

function rowsOffer(
  fields: readonly FieldSchema[],
  open: (signal: AbortSignal) => AsyncIterable<CellValue[][]>,
): Extraction {
  return {
    columns: fields.map(({ name, type }) => ({ name, type })),
    offers: [{ format: 'rows', open }],
  };
}

function tooOldOr(error: unknown, object: string): unknown {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  if (cause?.code !== TOO_OLD) return error;
  return new SyncformError(
    'failed',
    `reading ${object} took longer than the server keeps the moment at which that began`,
    {
      hint: 'Raise the server’s parameter minSnapshotHistoryWindowInSeconds (300 by default) and run again.',
      cause: error,
    },
  );
}
