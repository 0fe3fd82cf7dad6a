import type { ChangesFacet } from '../../../../contract/changes.ts';
import { comparePositions } from '../../../../families/log/stepped-position.ts';
import { forEachAtMost } from '../../../../kit/mutex.ts';
import type { Cosmosdb } from '../client.ts';
import type { ItemFields } from '../fields.ts';
import { containerOf, sameContainer } from './container.ts';
import { streamFaults } from './faults.ts';
import { Feed } from './feed.ts';
import { followFeeds } from './follow.ts';
import {
  type ContainerPlace,
  type FeedMode,
  formatPosition,
  type Position,
  parsePosition,
} from './position.ts';
import { takeSnapshot } from './snapshot.ts';

/** Containers that are looked at at a time. */
const AT_ONCE = 8;
/** How late a reader of all versions is warned that changes are about to be lost, in ms: the shortest backups hold seven days. */
const LATE_MS = 4 * 86_400_000;

/** Follows the change feeds of containers. Nothing is kept for a stream at Cosmos DB: where it is, only the engine's store knows. */
export function changesFacet(cosmosdb: Cosmosdb, fields: ItemFields): ChangesFacet {
  const mode: FeedMode = cosmosdb.config.all_versions ? 'all' : 'latest';
  /** How far streams have come, by id, as far as this connection has heard of it. */
  const reached = new Map<string, Position>();
  return {
    ...(mode === 'latest' ? { missesDeletions: true as const } : {}),
    check: (stream, signal) => streamFaults(cosmosdb, mode, stream, signal),
    async prepare({ id: stream, objects }, position, signal) {
      const known: Position['containers'] = position === null ? {} : parsePosition(position).containers;
      const containers: Record<string, ContainerPlace> = {};
      const read = Date.now();
      await forEachAtMost(AT_ONCE, objects, signal, async (id) => {
        const place = known[id];
        if (!place) {
          const found = await containerOf(cosmosdb, id, signal);
          if (found) containers[id] = { snapshot: '', rid: found.rid, mode, read, ranges: [] };
          return;
        }
        const container = await sameContainer(cosmosdb, id, place, mode, signal);
        // The feed of latest versions reaches back to the container's beginning; that of all versions as far as the backups do.
        if (mode === 'all' && place.ranges.length > 0)
          await new Feed(cosmosdb, container, mode, place.ranges).next(signal);
      });
      const from = position ?? formatPosition({ time: read, step: 0, containers });
      reached.set(stream, parsePosition(from));
      return from;
    },
    // What is read in this very millisecond may be before what is written in it.
    head: async () => formatPosition({ time: Date.now() + 1, step: 0, containers: {} }),
    snapshot: (_stream, request, signal) => takeSnapshot(cosmosdb, fields, mode, request, signal),
    follow(request, signal) {
      const acknowledge = (position: string) => void reached.set(request.stream.id, parsePosition(position));
      return followFeeds({ cosmosdb, fields, mode, acknowledge }, request, signal);
    },
    compare: (a, b) => comparePositions(parsePosition(a), parsePosition(b)),
    async lag({ id }) {
      const places = Object.entries(reached.get(id)?.containers ?? {});
      const late = mode === 'all' ? places.filter(([, { read }]) => Date.now() - read > LATE_MS) : [];
      return {
        bytes: undefined,
        warnings: late.map(
          ([container, { read }]) =>
            `the change feed of ${container} was last read to its end at ${new Date(read).toISOString()}: Cosmos DB drops versions after as many days as its continuous backups hold, seven or thirty`,
        ),
      };
    },
    async release(id) {
      reached.delete(id);
    },
  };
}
