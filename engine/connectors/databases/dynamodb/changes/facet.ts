import type { ChangesFacet } from '../../../../contract/changes.ts';
import { comparePositions } from '../../../../families/log/stepped-position.ts';
import { forEachAtMost } from '../../../../kit/mutex.ts';
import type { Dynamodb } from '../client.ts';
import type { TableFields } from '../fields.ts';
import { describeTable } from '../tables.ts';
import { followStreams } from './follow.ts';
import { formatPosition, type Position, parsePosition, type TablePlace } from './position.ts';
import { takeSnapshot } from './snapshot.ts';
import { ensureStream, refuseOtherStream, streamFaults } from './stream-of-table.ts';
import { TipIterators } from './table-log.ts';

/** Tables that are looked at at a time. */
const AT_ONCE = 8;
/** How late a reader is warned that changes are about to be lost, in ms. */
const LATE_MS = 12 * 3_600_000;

/** Follows the streams of tables. Nothing is kept for a stream at DynamoDB: where it is, only the engine's store knows. */
export function changesFacet(dynamodb: Dynamodb, fields: TableFields): ChangesFacet {
  const { managed_streams: isManaged } = dynamodb.config;
  const tips = new TipIterators();
  /** How far streams have come, by id, as far as this connection has heard of it. */
  const reached = new Map<string, Position>();
  return {
    async check({ objects, wanted }, signal) {
      const tables = await Promise.all(objects.map((id) => describeTable(dynamodb, id, signal)));
      return objects.flatMap((id, i) => streamFaults(id, tables[i], isManaged, wanted?.[id]?.key));
    },
    async prepare({ id: stream, objects }, position, signal) {
      const known: Position['tables'] = position === null ? {} : parsePosition(position).tables;
      const tables: Record<string, TablePlace> = {};
      const read = Date.now();
      await forEachAtMost(AT_ONCE, objects, signal, async (id) => {
        const before = known[id];
        if (!before && isManaged) await ensureStream(dynamodb, id, signal);
        const table = await describeTable(dynamodb, id, signal);
        if (before) refuseOtherStream(id, table, before.stream);
        else if (table?.stream) tables[id] = { snapshot: '', stream: table.stream.arn, read, shards: {} };
      });
      const from = position ?? formatPosition({ time: read, step: 0, tables });
      reached.set(stream, parsePosition(from));
      return from;
    },
    // What is read in this very millisecond may be before what is written in it.
    head: async () => formatPosition({ time: Date.now() + 1, step: 0, tables: {} }),
    snapshot: (_stream, request, signal) => takeSnapshot(dynamodb, fields, tips, request, signal),
    follow(request, signal) {
      const acknowledge = (position: string) => void reached.set(request.stream.id, parsePosition(position));
      return followStreams({ dynamodb, fields, tips, acknowledge }, request, signal);
    },
    compare: (a, b) => comparePositions(parsePosition(a), parsePosition(b)),
    async lag({ id }) {
      const late = Object.entries(reached.get(id)?.tables ?? {}).filter(
        ([, { read }]) => Date.now() - read > LATE_MS,
      );
      return {
        bytes: undefined,
        warnings: late.map(
          ([table, { read }]) =>
            `the stream of ${table} was last read to its end at ${new Date(read).toISOString()}: DynamoDB drops changes after 24 hours`,
        ),
      };
    },
    async release(id) {
      reached.delete(id);
    },
  };
}
