import type { ChangesFacet, FollowedObject, StreamFault } from '../../../../contract/changes.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import { followPolled, type PolledLog } from '../../../../families/log/polled.ts';
import { sourceOf } from '../../../../families/sql/source.ts';
import type { SqlSystem } from '../../../../families/sql/system.ts';
import { canceled } from '../../../../kit/abort.ts';
import { ConnectionError, messageOf, SyncformError } from '../../../../kit/errors.ts';
import { endsSession, isServerError } from '../failures.ts';
import type { Session } from '../sessions.ts';
import { captureLog } from './capture.ts';
import { FollowedTable } from './followed-table.ts';
import type { ChangeLog } from './log.ts';
import { cleanedUp } from './lost.ts';
import {
  type ChangeMethod,
  comparePlaces,
  comparePositions,
  formatPosition,
  parsePosition,
} from './position.ts';
import { SNAPSHOT_LEVEL, takeSnapshot, USUAL_LEVEL } from './snapshot.ts';
import { trackingLog } from './tracking.ts';

/** Follows what a database keeps of its changes. It keeps nothing for a stream: where that is, only the engine's store knows. */
export function changesFacet(system: SqlSystem<Session>, method: ChangeMethod): ChangesFacet {
  const { sessions } = system;
  const log = method === 'cdc' ? captureLog() : trackingLog(system);
  const source = sourceOf(system);
  const position = (place: string) => formatPosition(method, place);
  const place = (text: string) => parsePosition(method, text);
  const asking = <T>(signal: AbortSignal, work: (session: Session) => Promise<T>) =>
    sessions.use(signal, work).catch((error: unknown) => {
      throw inWords(system, error);
    });
  return {
    check: ({ objects, wanted }, signal) =>
      asking(signal, async (session): Promise<readonly StreamFault[]> => {
        const named = objects.map((id) => ({ id, name: source.names.parseTableId(id, 'dbo') }));
        const found = await system.describe(
          session,
          named.flatMap(({ name }) => name ?? []),
        );
        const tables = found.map((table) => ({ table, wanted: wanted?.[table.id] }));
        return [
          ...(await log.faults(session, tables)).map(({ table, message }) => ({
            ...(table ? { object: table.id } : {}),
            message,
          })),
          ...named
            .filter(({ id }) => !found.some((table) => table.id === id))
            .map(({ id }) => ({
              object: id,
              message: 'there is no such table. Check that the connection’s user may see it.',
            })),
        ];
      }),
    prepare: ({ objects }, at, signal) =>
      asking(signal, async (session) => {
        const head = await log.head(session);
        if (at === null) return position(head);
        if (comparePlaces(head, place(at)) < 0)
          throw changesLost(
            `the database is at ${position(head)}, and was at ${at}: it was restored, or its changes are counted anew`,
          );
        const oldest = [...(await log.oldest(session, objects)).values()];
        if (oldest.length > 0 && oldest.every((first) => comparePlaces(first, place(at)) > 0))
          throw cleanedUp(`the tables that are followed have none from before ${position(oldest[0] ?? '')}`);
        return at;
      }),
    head: (signal) => asking(signal, async (session) => position(await log.head(session))),
    snapshot: (_stream, request, signal) => takeSnapshot(system, log, request, signal),
    follow: async (request, signal) =>
      followPolled(
        (stop) => openLog(system, log, request.objects, stop),
        request,
        (a, b) => comparePositions(method, a, b),
        () => {},
        signal,
      ),
    compare: (a, b) => comparePositions(method, a, b),
    // The server does not say how much of its log is kept for the changes.
    lag: async () => ({ bytes: undefined, warnings: [] }),
    release: async () => {},
  };
}

/** A session that reads the log, from the first question to the last. */
async function openLog(
  system: SqlSystem<Session>,
  log: ChangeLog,
  objects: readonly FollowedObject[],
  signal: AbortSignal,
): Promise<PolledLog> {
  const tables = objects.map((object) => new FollowedTable(object));
  const taken = await system.sessions.take(signal);
  const { session } = taken;
  const { method } = log;
  let failure: { readonly error: unknown } | undefined;
  return {
    async *read(from, until) {
      try {
        if (session.isBroken) throw new Error('the line went down');
        await session.run(SNAPSHOT_LEVEL);
        const end = until === undefined ? undefined : parsePosition(method, until);
        const place = yield* log.read(session, tables, parsePosition(method, from), end);
        return formatPosition(method, place);
      } catch (error) {
        failure = { error };
        throw signal.aborted ? canceled(signal) : inWords(system, error);
      }
    },
    async [Symbol.asyncDispose]() {
      if (failure || signal.aborted || session.isInTransaction)
        return taken.done(failure?.error ?? 'stopped');
      try {
        await session.run(USUAL_LEVEL);
        taken.done();
      } catch (error) {
        taken.done(error);
      }
    },
  };
}

/** An error of following in words: the server's own, or that of a line that went down. */
function inWords({ statementError }: SqlSystem<Session>, error: unknown): Error {
  if (error instanceof SyncformError || (isServerError(error) && !endsSession(error)))
    return statementError('following the changes', error);
  return new ConnectionError(
    'refused',
    `the line on which changes are followed was lost: ${messageOf(error)}`,
    {
      hint: 'Run again: it goes on from where it was.',
      cause: error,
    },
  );
}
