import type { ClientSession, Document, Long, MongoClient, Timestamp } from 'mongodb';
import { fellSilent } from '../../../../families/http/watched-line.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import { untilAborted } from '../../../../kit/abort.ts';
import { EXACT } from '../client.ts';
import type { CollectionName } from '../collections.ts';
import { type StreamPosition, timeOfToken } from './position.ts';

/** What a stream is asked for. */
export interface StreamRequest {
  readonly collections: readonly CollectionName[];
  readonly from: StreamPosition;
  /** Whether the collections keep what documents were before and after each change. */
  readonly hasImages: boolean;
}

/** What came by one command. */
export interface Portion {
  readonly events: readonly Document[];
  /** Everything up to this moment has come. */
  readonly reached: StreamPosition;
  /** Whether the server ends the stream here. */
  readonly isOver: boolean;
}

/** The server holds an empty answer back so long, in ms. */
const WAIT_MS = 1_000;
/** A server that is there answers within this, in seconds. */
const SILENCE_S = 60;
const EVENTS = 1_000;

/** The history that a position needs is gone, or the token is none of this cluster's. */
const LOST: ReadonlyMap<number, string> = new Map([
  [286, 'the oplog does not reach back to where the stream was'],
  [280, 'the server cannot go on with the stream'],
  [260, 'the resume token is none of this cluster’s'],
  [9, 'the resume token is none of this cluster’s'],
]);
export const LESSON = 'a larger oplog (replSetResizeOplog, storage.oplogMinRetentionHours) keeps more';

/** A change stream by its commands, so that each answer's moment is known. */
export class CommandStream implements AsyncDisposable {
  readonly #client: MongoClient;
  readonly #session: ClientSession;
  readonly #database: string;
  readonly #id: Long;
  #first: Portion | undefined;
  /** The cluster's time when the server was last heard: what was committed by then is in the next empty answer's past. */
  #heard: bigint;

  static async open(
    client: MongoClient,
    request: StreamRequest,
    signal: AbortSignal,
  ): Promise<CommandStream> {
    const { Timestamp } = await import('../driver.ts');
    const { collections, from, hasImages } = request;
    const databases = [...new Set(collections.map(({ database }) => database))];
    const [only] = databases;
    const isWide = databases.length !== 1 || only === undefined;
    const images = hasImages
      ? { fullDocument: 'whenAvailable', fullDocumentBeforeChange: 'whenAvailable' }
      : { fullDocument: 'updateLookup' };
    const start =
      from.token === undefined
        ? { startAtOperationTime: new Timestamp(from.time + 1n) }
        : { startAfter: { _data: from.token } };
    const followed = collections.map(({ database, collection }) => ({
      'ns.db': database,
      'ns.coll': collection,
    }));
    const ofDatabase = { operationType: { $in: ['dropDatabase', 'invalidate'] } };
    const session = client.startSession();
    const database = isWide ? 'admin' : only;
    try {
      const answer = await untilAborted(
        client.db(database).command(
          {
            aggregate: 1,
            pipeline: [
              { $changeStream: { ...images, ...start, ...(isWide ? { allChangesForCluster: true } : {}) } },
              { $match: { $or: [...followed, ofDatabase] } },
            ],
            cursor: { batchSize: EVENTS },
          },
          { session, ...EXACT },
        ),
        signal,
      );
      return new CommandStream(client, session, database, answer, from);
    } catch (error) {
      await session.endSession().catch(() => {});
      throw lostOr(error);
    }
  }

  private constructor(
    client: MongoClient,
    session: ClientSession,
    database: string,
    answer: Document,
    from: StreamPosition,
  ) {
    this.#client = client;
    this.#session = session;
    this.#database = database;
    this.#id = answer.cursor.id as Long;
    this.#heard = from.time;
    this.#first = this.#portion(answer, answer.cursor.firstBatch as Document[]);
  }

  /** What comes next; an empty portion where nothing came for a while. Throws `changes_lost` where the history is gone. */
  async next(signal: AbortSignal): Promise<Portion> {
    if (this.#first) {
      const first = this.#first;
      this.#first = undefined;
      return first;
    }
    const late = AbortSignal.timeout(SILENCE_S * 1000);
    try {
      const answer = await untilAborted(
        this.#client
          .db(this.#database)
          .command(
            { getMore: this.#id, collection: '$cmd.aggregate', batchSize: EVENTS, maxTimeMS: WAIT_MS },
            { session: this.#session, ...EXACT },
          ),
        AbortSignal.any([signal, late]),
      );
      return this.#portion(answer, answer.cursor.nextBatch as Document[]);
    } catch (error) {
      if (late.aborted && !signal.aborted) throw fellSilent('MongoDB', SILENCE_S);
      throw lostOr(error);
    }
  }

  #portion(answer: Document, events: readonly Document[]): Portion {
    const token = answer.cursor.postBatchResumeToken?._data as string | undefined;
    const last = events.at(-1);
    const time =
      (token === undefined ? undefined : timeOfToken(token)) ??
      (last ? timeOf(last.clusterTime as Timestamp) : this.#heard);
    this.#heard = answer.operationTime ? timeOf(answer.operationTime as Timestamp) : this.#heard;
    const isOver = (answer.cursor.id as Long).isZero();
    return { events, reached: { time, ...(token === undefined ? {} : { token }) }, isOver };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { command } = { command: { killCursors: '$cmd.aggregate', cursors: [this.#id] } };
    await this.#client
      .db(this.#database)
      .command(command, { session: this.#session })
      .catch(() => {});
    await this.#session.endSession().catch(() => {});
  }
}

export function timeOf(timestamp: Timestamp): bigint {
  return timestamp.toBigInt();
}

function lostOr(error: unknown): unknown {
  const reason = LOST.get(Number((error as { readonly code?: unknown }).code));
  return reason === undefined ? error : changesLost(reason, LESSON);
}
