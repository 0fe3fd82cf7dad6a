import { pipeline } from 'node:stream/promises';
import type { RowsToLoad } from '../../../contract/contract.ts';
import { numberedRequest } from '../../../contract/record-numbers.ts';
import { isDataError, statementError } from '../../../families/postgresql/failures.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import { canceled } from '../../../kit/abort.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { type ArrivingColumn, definition, stagedColumns } from './arriving.ts';
import { quoteList } from './dialect.ts';
import { markNul, type NulMarker, nulMarker } from './nul-characters.ts';
import type { Rejects } from './rejects.ts';
import { quoteIdentifier } from './sql.ts';

/**
 * Copies the rows into a table of exactly the arriving columns (or more) and answers how many came.
 */
export async function copyInto(
  session: Session,
  table: string,
  columns: readonly ArrivingColumn[],
  request: RowsToLoad,
): Promise<{ readonly count: number; readonly nul: NulMarker }> {
  const { rows, signal } = request;
  if (rows.format !== 'csv' && rows.format !== 'pgcopy')
    throw new SyncformError('unsupported', `Postgres does not load rows in format ${rows.format}`);
  const nul = nulMarker();
  const source = await rows.open(signal);
  const format = rows.format === 'csv' ? "FORMAT csv, ENCODING 'UTF8'" : 'FORMAT binary';
  const copy = session.copyIn(
    `COPY ${table} (${quoteList(columns.map((c) => c.name))}) FROM STDIN (${format})`,
  );
  const passing = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      request.onProgress({ bytes: chunk.length });
      yield rows.format === 'csv' ? markNul(chunk, nul) : chunk;
    }
  };
  try {
    await pipeline(source, passing, copy);
  } catch (error) {
    if (signal.aborted) throw canceled(signal);
    const told = statementError(`loading ${request.table.id}`, error);
    throw isDataError(error) ? new UnreadableRows(told.message, error) : told;
  }
  request.onProgress({ rows: copy.rowCount });
  return { count: copy.rowCount, nul };
}

export const STAGE = 'pg_temp.syncform_stage';

/** Copies the rows, with their numbers where they have such, into a temporary table that goes with the transaction. */
export async function stageRows(session: Session, columns: readonly ArrivingColumn[], request: RowsToLoad) {
  const staged = stagedColumns(columns, request);
  const definitions = staged.map((c) => definition(c, c.type)).join(', ');
  await session.run(`CREATE TEMPORARY TABLE syncform_stage (${definitions}) ON COMMIT DROP`);
  return copyInto(session, STAGE, staged, numberedRequest(request));
}

/** Rows among which is one that the server cannot read or an index cannot hold; which one it does not say. */
export class UnreadableRows extends SyncformError {
  override readonly name = 'UnreadableRows';

  constructor(message: string, cause: unknown) {
    super('failed', message, { cause });
  }
}

/** As `stageRows`, by way of text: rows with a value that the server cannot read are rejected alone. */
export async function stageAsText(
  session: Session,
  columns: readonly ArrivingColumn[],
  request: RowsToLoad,
  rejects: Rejects,
): Promise<{ readonly count: number; readonly nul: NulMarker }> {
  const staged = stagedColumns(columns, request);
  const texts = staged.map((c) => ({ ...c, type: 'text' }));
  const table = (name: string, of: readonly ArrivingColumn[]) =>
    session.run(
      `CREATE TEMPORARY TABLE ${name} (${of.map((c) => definition(c, c.type)).join(', ')}) ON COMMIT DROP`,
    );
  await table('syncform_text', texts);
  await table('syncform_stage', staged);
  const copied = await copyInto(session, 'pg_temp.syncform_text', texts, numberedRequest(request));
  await rejects.nulCharacters('pg_temp.syncform_text', texts, copied.nul);
  const values = staged.map((c) => `s.${quoteIdentifier(c.name)}::${c.type}`).join(', ');
  await rejects.stepwise('pg_temp.syncform_text', (where) =>
    session.run(
      `INSERT INTO ${STAGE} SELECT ${values} FROM pg_temp.syncform_text AS s WHERE ${where} ORDER BY s.ctid`,
    ),
  );
  await session.run('DROP TABLE pg_temp.syncform_text');
  return copied;
}
