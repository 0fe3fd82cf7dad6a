import type { ChangeSnapshot } from '../../../../contract/changes.ts';
import type { Extraction, ReadRequest } from '../../../../contract/contract.ts';
import { objectToRead } from '../../../../families/sql/read-object.ts';
import type { Selection } from '../../../../families/sql/selection.ts';
import { canceled } from '../../../../kit/abort.ts';
import { catalogColumns } from '../catalog.ts';
import type { MysqlConfig } from '../config.ts';
import { quoteTable } from '../dialect.ts';
import { sessionRows } from '../extraction.ts';
import { isServerError, statementError } from '../failures.ts';
import type { Session } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import { catalog, selectionOf } from '../source.ts';
import { formatHandover } from './handover.ts';
import { wholePosition } from './log-status.ts';
import { formatPosition } from './position.ts';
import { beginSnapshot } from './snapshot-moment.ts';
import { shapeOf } from './table-shape.ts';

/** The table was altered between the snapshot's moment and the reading of it (ER_TABLE_DEF_CHANGED). */
const ALTERED_SINCE = 1412;
const ATTEMPTS = 5;

/** Begins to read a table as it is at a moment of which the place in the log is known. */
export async function takeSnapshot(
  config: MysqlConfig,
  sessions: Sessions,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<ChangeSnapshot> {
  const taken = await sessions.take(signal);
  let isReading = false;
  try {
    const begun = await begin(config, sessions, taken.session, request, signal);
    return {
      handover: begun.handover,
      position: begun.position,
      extraction: extraction(begun.selection, taken.session, () => {
        isReading = true;
        const end = async () => {
          isReading = false;
        };
        return { end, abandon: () => isReading && taken.abandon() };
      }),
      async [Symbol.asyncDispose]() {
        if (isReading) return taken.abandon();
        try {
          await taken.session.run('ROLLBACK');
          taken.done();
        } catch (error) {
          taken.done(error);
        }
      },
    };
  } catch (error) {
    taken.done(error);
    throw signal.aborted ? canceled(signal) : statementError(`reading table ${request.object}`, error);
  }
}

interface Begun {
  readonly selection: Selection;
  readonly handover: string;
  readonly position: string;
}

async function begin(
  config: MysqlConfig,
  sessions: Sessions,
  session: Session,
  request: ReadRequest,
  signal: AbortSignal,
): Promise<Begun> {
  const { table } = await objectToRead({ ...catalog, bareIn: config.dbname }, session, request.object);
  for (let attempt = 1; ; attempt++) {
    const place = await beginSnapshot(sessions, session, table, signal);
    try {
      // From here until the transaction ends nobody can alter the table.
      await session.rows(`SELECT 1 FROM ${quoteTable(table)} LIMIT 1`);
      const found = await objectToRead({ ...catalog, bareIn: config.dbname }, session, request.object);
      const [columns = []] = (await catalogColumns(session, [table])).values();
      const position = await wholePosition(config, sessions, session, place, signal);
      return {
        selection: selectionOf(found, request),
        handover: formatHandover({ position, shape: shapeOf(columns) }),
        position: formatPosition(position),
      };
    } catch (error) {
      if (!(isServerError(error) && error.errno === ALTERED_SINCE) || attempt === ATTEMPTS) throw error;
      await session.run('ROLLBACK');
    }
  }
}

function extraction(
  selection: Selection,
  session: Session,
  reading: () => Parameters<typeof sessionRows>[3],
): Extraction {
  const { columns, constants = [] } = selection;
  return {
    columns: [...columns, ...constants].map(({ name, type }) => ({ name, type })),
    offers: [{ format: 'csv', open: async (signal) => sessionRows(selection, session, signal, reading()) }],
  };
}
