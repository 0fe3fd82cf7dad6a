import { Readable } from 'node:stream';
import type { Extraction } from '../../../contract/contract.ts';
import { clause, type Selection } from '../../../families/sql/selection.ts';
import { canceled } from '../../../kit/abort.ts';
import { heard } from '../../../kit/heard.ts';
import { textExpression } from './columns.ts';
import { CsvRows } from './csv-rows.ts';
import { statementError } from './failures.ts';
import type { RowFlow, Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** A selection's rows as CSV, made of the bytes that the server sends. One statement, so it sees one moment of the data. */
export function extraction(selection: Selection, sessions: Sessions): Extraction {
  return {
    columns: [...selection.columns, ...(selection.constants ?? [])].map(({ name, type }) => ({ name, type })),
    offers: [{ format: 'csv', open: (signal) => csvStream(selection, sessions, signal) }],
  };
}

/** The rows as a stream of CSV, in a transaction that may only read. */
export async function csvStream(
  selection: Selection,
  sessions: Sessions,
  signal: AbortSignal,
): Promise<Readable> {
  const taken = await sessions.take(signal);
  try {
    await taken.session.run('START TRANSACTION READ ONLY');
  } catch (error) {
    taken.done(error);
    throw signal.aborted ? canceled(signal) : statementError(`reading ${selection.what}`, error);
  }
  return sessionRows(selection, taken.session, signal, {
    async end() {
      try {
        await taken.session.run('COMMIT');
        taken.done();
      } catch (error) {
        taken.done(error);
        throw error;
      }
    },
    abandon: () => taken.abandon(),
  });
}

/** What becomes of a session that rows were read in. */
export interface RowsEnding {
  /** All rows have come; the stream ends once this has. */
  end(): Promise<void>;
  /** The stream was destroyed, whole or not. */
  abandon(): void;
}

/** The rows as a stream of CSV, in a session's transaction. */
export function sessionRows(
  selection: Selection,
  session: Session,
  signal: AbortSignal,
  ending: RowsEnding,
): Readable {
  const { what, columns, constants } = selection;
  const failure = (error: unknown) =>
    signal.aborted ? canceled(signal) : statementError(`reading ${what}`, error);
  const list = columns.map((column, i) => `${textExpression(column)} AS c${i}`).join(', ');
  let flow: RowFlow | undefined;
  // From then on the line is no longer these rows' alone.
  let isOver = false;
  const stream = heard(
    new Readable({
      read() {
        if (!isOver) flow?.resume();
      },
      destroy(error, done) {
        ending.abandon();
        done(error);
      },
    }),
  );
  const take = (piece: Buffer) => {
    if (!stream.push(piece) && !isOver) flow?.pause();
  };
  const rows = new CsvRows(columns, what, take, constants);
  flow = session.stream(`SELECT ${list} ${clause(selection)}`, {
    row: (buffer, start, end) => rows.row(buffer, start, end),
    end() {
      isOver = true;
      flow?.resume();
      rows.flush();
      ending.end().then(
        () => stream.push(null),
        (error: unknown) => stream.destroy(failure(error)),
      );
    },
    failed: (error) => stream.destroy(failure(error)),
  });
  return stream;
}
