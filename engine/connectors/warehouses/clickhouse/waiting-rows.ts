import { createReadStream } from 'node:fs';
import type { LoadRequest } from '../../../contract/contract.ts';
import {
  type ArrivingColumn,
  type ArrivingFile,
  withArrivingFile,
} from '../../../families/sql/arrived-rows.ts';
import { queryPrefix } from './commits.ts';
import type { Session } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import { type Staging, staged } from './staging.ts';

/** The rows of a load in a Parquet file: on this machine, or in the connection's bucket. */
export interface WaitingRows {
  readonly count: number;
  /** The columns of a table of these rows with their types, as its definition says them: `r`, their places, is the first. */
  readonly structure: string;
  /** SQL of those columns, of what `insert` reads the rows from. */
  readonly columns: string;
  /** Runs an `INSERT … SELECT` that reads the rows of `from`, a table function. The rows can be read several times. */
  insert(statement: (from: string) => string): Promise<void>;
}

/** Writes a load's rows into a file for as long as `use` takes. */
export async function withWaitingRows<T>(
  session: Session,
  request: LoadRequest,
  columns: readonly ArrivingColumn[],
  staging: Staging | undefined,
  use: (rows: WaitingRows) => Promise<T>,
): Promise<T> {
  const { signal, batch } = request;
  const prefix = queryPrefix(batch);
  // Which of two rows of one key came first is told by their places. They are counted there where nothing depends on them.
  const hasPlaces = request.key.length > 0 && !request.isKeyUnique;
  const withFile = async ({ path, rows: count, fields }: ArrivingFile): Promise<T> => {
    const sent = fields
      .map(({ name, type, nullable }) => `${name} ${nullable ? `Nullable(${type})` : type}`)
      .join(', ');
    const rows = {
      count,
      structure: hasPlaces ? sent : `r UInt64, ${sent}`,
      columns: hasPlaces ? '*' : 'rowNumberInAllBlocks() AS r, *',
    };
    if (count === 0) return await use({ ...rows, insert: async () => {} });
    if (staging)
      return await staged(staging, { path, scope: batch.scope, structure: sent, signal }, (file) =>
        use({ ...rows, insert: (statement) => session.execute(statement(file), { prefix }) }),
      );
    const insert: WaitingRows['insert'] = (statement) =>
      session.insert(
        `${statement(`input(${quoteLiteral(sent)})`)} FORMAT Parquet`,
        createReadStream(path),
        prefix,
      );
    return await use({ ...rows, insert });
  };
  return await withArrivingFile(request, columns, 'Int64', withFile, hasPlaces);
}
