import type { Timestamp } from 'mongodb';
import type { ChangesFacet } from '../../../../contract/changes.ts';
import type { ConnectorHost } from '../../../../contract/contract.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import type { Mongo } from '../client.ts';
import { type CollectionName, parseId } from '../collections.ts';
import { streamFaults } from './faults.ts';
import { followCollections } from './follow.ts';
import {
  comparePositions,
  formatPosition,
  parsePosition,
  type StreamPosition,
  secondsOf,
} from './position.ts';
import { takeSnapshot } from './snapshot.ts';
import { CommandStream, timeOf } from './stream.ts';

/** A stream that has so little of the oplog left is warned of, in seconds. */
const NEAR_S = 3600;

/** Follows collections by change streams. The server keeps nothing for a stream: where it is, only the engine's store knows. */
export function changesFacet(mongo: Mongo, host: ConnectorHost): ChangesFacet {
  /** How far streams have come, by id, as far as this connection has heard of it. */
  const reached = new Map<string, StreamPosition>();
  const now = (signal: AbortSignal) =>
    mongo.ask('asking the server', signal, async (client) => {
      const { operationTime } = await client.db('admin').command({ ping: 1 });
      return { time: operationTime ? timeOf(operationTime as Timestamp) : 0n };
    });
  return {
    check: (stream, signal) => streamFaults(mongo, stream, signal),
    async prepare({ id, objects }, position, signal) {
      const head = await now(signal);
      const from = position === null ? head : parsePosition(position);
      if (position !== null) {
        if (from.time > head.time)
          throw changesLost(
            'the cluster’s time lies before that of the last change that was read, as after a restore',
          );
        const collections = objects.map((object) => parseId(object, mongo.config.database) as CollectionName);
        await mongo.ask('looking whether changes can be followed', signal, async (client) => {
          await using _ = await CommandStream.open(client, { collections, from, hasImages: false }, signal);
        });
      }
      reached.set(id, from);
      return position ?? formatPosition(from);
    },
    head: async (signal) => formatPosition(await now(signal)),
    snapshot: (_stream, request, signal) => takeSnapshot(mongo, host, request, signal),
    async follow(request, signal) {
      const following = await followCollections(mongo, host, request, signal);
      return {
        events: following.events,
        async acknowledge(position) {
          reached.set(request.stream.id, parsePosition(position));
        },
        [Symbol.asyncDispose]: () => following[Symbol.asyncDispose](),
      };
    },
    compare: (a, b) => comparePositions(parsePosition(a), parsePosition(b)),
    async lag({ id }, signal) {
      const position = reached.get(id);
      const oldest = await oldestOfOplog(mongo, signal);
      const isNear = position && oldest !== undefined && secondsOf(position.time) - oldest < NEAR_S;
      // A young oplog is near everything.
      const isFull = oldest !== undefined && Date.now() / 1000 - oldest > 2 * NEAR_S;
      return {
        bytes: undefined,
        warnings:
          isNear && isFull
            ? ['the stream is within an hour of the oplog’s oldest entries, which the server deletes next']
            : [],
      };
    },
    async release(id) {
      reached.delete(id);
    },
  };
}

/** Seconds since 1970 of the oplog's first entry; undefined where the user may not look. */
async function oldestOfOplog(mongo: Mongo, signal: AbortSignal): Promise<number | undefined> {
  try {
    const entry = await mongo.ask('looking at the oplog', signal, (client) =>
      client
        .db('local')
        .collection('oplog.rs')
        .findOne({}, { projection: { ts: 1 }, sort: { $natural: 1 } }),
    );
    return entry ? secondsOf(timeOf(entry.ts as Timestamp)) : undefined;
  } catch {
    return undefined;
  }
}
