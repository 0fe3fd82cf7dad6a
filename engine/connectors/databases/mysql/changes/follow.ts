import type { ChangeEvent, Following, FollowRequest } from '../../../../contract/changes.ts';
import { fellSilent } from '../../../../families/http/watched-line.ts';
import { EventQueue } from '../../../../families/log/event-queue.ts';
import { canceled, onAbort } from '../../../../kit/abort.ts';
import type { MysqlConfig } from '../config.ts';
import { tableName } from '../dialect.ts';
import type { Sessions } from '../sessions.ts';
import { loadDecoders } from './binlog/charsets.ts';
import { HEARTBEAT_S } from './dump.ts';
import { FollowedTable } from './followed-table.ts';
import { FollowedTables } from './followed-tables.ts';
import { parseHandover } from './handover.ts';
import { openLogBeyondCuts } from './log-beyond-cuts.ts';
import { LogPlace } from './log-place.ts';
import { LogReader } from './log-reader.ts';
import { comparePositions, parsePosition } from './position.ts';
import { logServer } from './server.ts';

/** A server that is there sends a heartbeat at least so often; several may be late. In seconds. */
const LATE_S = 5 * HEARTBEAT_S;

/** Follows the log from a position on. `acknowledge` is told how far the destination is. */
export async function followLog(
  config: MysqlConfig,
  sessions: Sessions,
  request: FollowRequest,
  acknowledge: (position: string) => void,
  signal: AbortSignal,
): Promise<Following> {
  const from = parsePosition(request.from);
  const until = request.until === undefined ? undefined : parsePosition(request.until);
  const queue = new EventQueue();
  const following = (close: () => void): Following => ({
    events: queue,
    acknowledge: async (position) => acknowledge(position),
    async [Symbol.asyncDispose]() {
      queue.end();
      close();
    },
  });
  if (until && comparePositions(from, until) >= 0) {
    queue.push({ type: 'commit', position: request.from });
    queue.end();
    return following(() => {});
  }
  const tables = await followedTables(config, sessions, request, signal);
  let place: LogPlace | undefined;
  let reader: LogReader | undefined;
  let lastPacket = Date.now();
  const silenceS = Math.max(config.inactivity_timeout, LATE_S);
  const take = (event: ChangeEvent, position?: ReturnType<LogPlace['after']>) => {
    queue.push(event);
    if (until && position && comparePositions(position, until) >= 0) queue.end();
  };
  const close = await openLogBeyondCuts(
    config,
    sessions,
    from,
    {
      opened(server, isByGtid, flow) {
        queue.attach(flow);
        place ??= new LogPlace(from, server.id, isByGtid);
        reader ??= new LogReader(place, tables, take);
      },
      file: () => place?.after().file ?? from.file,
      packet(buffer, start, end) {
        lastPacket = Date.now();
        if (queue.isOver) return;
        reader?.packet(buffer, start, end);
        queue.took(end - start);
      },
      failed: (error) => queue.fail(error),
    },
    signal,
  );
  const forgetSignal = onAbort(signal, () => queue.fail(canceled(signal)));
  const watch = setInterval(() => {
    if (queue.isPaused) lastPacket = Date.now();
    else if (Date.now() - lastPacket > silenceS * 1000)
      queue.fail(fellSilent(`${config.hostname}:${config.port}`, silenceS));
  }, HEARTBEAT_S * 1000);
  watch.unref();
  return following(() => {
    clearInterval(watch);
    forgetSignal();
    close();
  });
}

async function followedTables(
  config: MysqlConfig,
  sessions: Sessions,
  { objects }: FollowRequest,
  signal: AbortSignal,
): Promise<FollowedTables> {
  const charsets = objects.flatMap(({ id, handover }) =>
    parseHandover(handover, id).shape.flatMap(({ charset }) => charset ?? []),
  );
  const { decoders, server } = await sessions.use(signal, async (session) => ({
    decoders: await loadDecoders(session, charsets),
    server: await logServer(session),
  }));
  return new FollowedTables(
    objects.map((object) => [
      tableName(object.id, config.dbname),
      new FollowedTable(object, { decoders, isMariadb: server.isMariadb }),
    ]),
    server.ignoresCase,
  );
}
