import type { ChangesFacet, StreamFault } from '../../../../contract/changes.ts';
import type { MysqlConfig } from '../config.ts';
import type { Sessions } from '../sessions.ts';
import { FORMAT_DESCRIPTION, readEvent } from './binlog/events.ts';
import { openDump } from './dump.ts';
import { followLog } from './follow.ts';
import { LogPlace } from './log-place.ts';
import { bytesAfter, headPosition, logFiles } from './log-status.ts';
import { objectFaults } from './object-faults.ts';
import { comparePositions, formatPosition, type LogPosition, parsePosition } from './position.ts';
import { logFaults, retentionWarnings } from './settings.ts';
import { takeSnapshot } from './snapshot.ts';

/** Follows the server's binary log. The server keeps nothing for a stream: where it is, only the engine's store knows. */
export function changesFacet(config: MysqlConfig, sessions: Sessions): ChangesFacet {
  /** How far streams have come, by id, as far as this connection has heard of it. */
  const reached = new Map<string, LogPosition>();
  const head = async (signal: AbortSignal) => formatPosition(await headPosition(config, sessions, signal));
  return {
    async check({ objects }, signal): Promise<readonly StreamFault[]> {
      const faults = await logFaults(config, sessions, signal);
      return [
        ...faults.map(({ message, hint }) => ({ message: `${message}. ${hint}` })),
        ...(await sessions.use(signal, (session) => objectFaults(session, objects, config.dbname))),
      ];
    },
    async prepare({ id }, position, signal) {
      const from = position ?? (await head(signal));
      const parsed = parsePosition(from);
      if (position !== null) await tryPosition(config, sessions, parsed, signal);
      reached.set(id, parsed);
      return from;
    },
    head,
    snapshot: (_stream, request, signal) => takeSnapshot(config, sessions, request, signal),
    follow(request, signal) {
      const acknowledge = (position: string) => void reached.set(request.stream.id, parsePosition(position));
      return followLog(config, sessions, request, acknowledge, signal);
    },
    compare: (a, b) => comparePositions(parsePosition(a), parsePosition(b)),
    lag: ({ id }, signal) =>
      sessions.use(signal, async (session) => {
        const files = await logFiles(session);
        const position = reached.get(id);
        return {
          bytes: position && bytesAfter(files, position),
          warnings: [...(await retentionWarnings(session)), ...purgeWarnings(files, position)],
        };
      }),
    async release(id) {
      reached.delete(id);
    },
  };
}

/** Begins to read at a position, only to see that it can be done: throws `changes_lost` where it cannot. */
async function tryPosition(
  config: MysqlConfig,
  sessions: Sessions,
  from: LogPosition,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let place: LogPlace | undefined;
  const close = await openDump(
    config,
    sessions,
    from,
    {
      opened(server, isByGtid) {
        place = new LogPlace(from, server.id, isByGtid);
      },
      packet(buffer, start, end) {
        const event = readEvent(buffer, start, end, 0);
        if (event.type !== FORMAT_DESCRIPTION) return;
        place?.describe(event);
        resolve();
      },
      failed: reject,
    },
    signal,
  );
  try {
    await promise;
  } finally {
    close();
  }
}

/** The server deletes its oldest file next: whoever is still in it, and has newer ones before it, is late. */
function purgeWarnings(
  files: readonly { readonly file: string }[],
  position: LogPosition | undefined,
): readonly string[] {
  const [oldest, ...newer] = files;
  if (!position || !oldest || newer.length === 0 || oldest.file !== position.file) return [];
  return [
    `the stream is in ${oldest.file}, the oldest file of the binary log, which the server deletes next`,
  ];
}
