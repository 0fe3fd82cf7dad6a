import type { Following, FollowRequest } from '../../../../contract/changes.ts';
import type { ConnectorHost, FieldSchema } from '../../../../contract/contract.ts';
import { learnKind } from '../../../../families/documents/learned-kinds.ts';
import { EventQueue } from '../../../../families/log/event-queue.ts';
import { canceled } from '../../../../kit/abort.ts';
import type { Mongo } from '../client.ts';
import { type CollectionName, parseId, placeOf } from '../collections.ts';
import { EventReader } from './event-reader.ts';
import { FollowedCollection, type OtherKind } from './followed-collection.ts';
import { keepImages } from './images.ts';
import { comparePositions, parsePosition } from './position.ts';
import { CommandStream } from './stream.ts';

type Host = Pick<ConnectorHost, 'cacheDir'>;

/** Follows collections by a change stream from a position on. */
export async function followCollections(
  mongo: Mongo,
  host: Host,
  request: FollowRequest,
  signal: AbortSignal,
): Promise<Following> {
  const from = parsePosition(request.from);
  const until = request.until === undefined ? undefined : parsePosition(request.until);
  const queue = new EventQueue();
  const stop = new AbortController();
  const over = AbortSignal.any([signal, stop.signal]);
  const ended = (reading: Promise<void>): Following => ({
    events: queue,
    // The server keeps nothing for a stream: its oplog is as long as it is.
    acknowledge: async () => {},
    async [Symbol.asyncDispose]() {
      queue.end();
      stop.abort();
      await reading;
    },
  });
  if (until && comparePositions(from, until) >= 0) {
    queue.push({ type: 'commit', position: request.from });
    queue.end();
    return ended(Promise.resolve());
  }
  const collections = request.objects.map(({ id }) => parseId(id, mongo.config.database) as CollectionName);
  const hasImages = await keepImages(mongo, collections, signal);
  const followed = request.objects.map((object) => new FollowedCollection(object, hasImages));
  const learned = (id: string, fault: OtherKind) => noteKind(mongo, host, followed, id, fault);
  const reader = new EventReader(followed, learned, (event, position) => {
    queue.push(event);
    if (until && position && comparePositions(position, until) >= 0) queue.end();
  });
  const { BSON } = await import('../driver.ts');
  const read = () =>
    mongo.ask('following changes', over, async (client) => {
      let start = from;
      while (!queue.isOver) {
        await using stream = await CommandStream.open(client, { collections, from: start, hasImages }, over);
        for (let isOver = false; !isOver && !queue.isOver; ) {
          const portion = await stream.next(over);
          await reader.read(portion);
          queue.took(portion.events.reduce((sum, event) => sum + BSON.calculateObjectSize(event), 0));
          await untilResumed(queue);
          ({ isOver } = portion);
          start = portion.reached;
        }
      }
    });
  const reading = read().catch((error: unknown) => {
    queue.fail(signal.aborted ? canceled(signal) : error);
  });
  return ended(reading);
}

/** Waits while the events that came were not taken. */
async function untilResumed(queue: EventQueue): Promise<void> {
  if (!queue.isPaused || queue.isOver) return;
  await new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (queue.isPaused && !queue.isOver) return;
      clearInterval(look);
      resolve();
    }, 20);
  });
}

/** Remembers that a field has values of one kind more, so that the next description of the collection holds them. */
async function noteKind(
  mongo: Mongo,
  host: Host,
  followed: readonly FollowedCollection[],
  id: string,
  { field: name, kind, document }: OtherKind,
): Promise<void> {
  const type = followed.find((one) => one.id === id)?.types[name] ?? 'json';
  const field: FieldSchema = {
    id: name,
    name,
    type,
    remote_type: type,
    nullable: true,
    is_primary_key: false,
  };
  const collection = parseId(id, mongo.config.database) as CollectionName;
  await learnKind(await placeOf(mongo, host, { ...collection, filter: {} }), { field, kind, document });
}
