import type { ChangeSnapshot } from '../../../../contract/changes.ts';
import type { ReadRequest } from '../../../../contract/contract.ts';
import { formatHandover } from '../../../../families/log/handover.ts';
import { objectToRead, selectionToRead } from '../../../../families/sql/read-object.ts';
import { extraction, sourceOf } from '../../../../families/sql/source.ts';
import type { Rows, SqlSystem } from '../../../../families/sql/system.ts';
import { canceled, onAbort } from '../../../../kit/abort.ts';
import { mssqlDialect } from '../dialect.ts';
import type { Session } from '../sessions.ts';
import type { Handover } from './followed-table.ts';
import type { ChangeLog } from './log.ts';
import { formatPosition } from './position.ts';

export const SNAPSHOT_LEVEL = 'SET TRANSACTION ISOLATION LEVEL SNAPSHOT';
export const USUAL_LEVEL = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';

/** Begins to read a table as it is at a moment of which the place among the changes is known. */
export async function takeSnapshot(
  system: SqlSystem<Session>,
  log: ChangeLog,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<ChangeSnapshot> {
  const taken = await system.sessions.take(signal);
  const { session } = taken;
  let isReading = false;
  async function* within(sql: string, opened: AbortSignal): AsyncGenerator<Rows> {
    isReading = true;
    const forget = onAbort(opened, () => session.cancel());
    yield* session.stream(sql);
    forget();
    isReading = false;
  }
  try {
    const source = sourceOf(system);
    const found = await objectToRead(source, session, request.object);
    await session.run(SNAPSHOT_LEVEL);
    const { place, keptBy } = await log.begin(system.sessions, session, found, signal);
    const handover: Handover = {
      place,
      keptBy,
      columns: found.columns.map(({ name, type, mapping }) => [name, type, mapping]),
    };
    const { bulk, ...streaming } = system;
    return {
      handover: formatHandover(handover),
      position: formatPosition(log.method, place),
      extraction: extraction(
        { ...streaming, stream: (sql, _what, opened) => within(sql, opened) },
        selectionToRead(source, found, request),
      ),
      async [Symbol.asyncDispose]() {
        if (isReading) return taken.abandon();
        try {
          await session.run(mssqlDialect.transactions.commit);
          await session.run(USUAL_LEVEL);
          taken.done();
        } catch (error) {
          taken.done(error);
        }
      },
    };
  } catch (error) {
    taken.done(error);
    if (signal.aborted) throw canceled(signal);
    throw system.statementError(`reading table ${request.object}`, error);
  }
}
