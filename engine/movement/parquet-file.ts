import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { writingFile } from '../kit/full-disk.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { interruptible } from './interruptible.ts';

/**
 * Writes the rows of a SELECT into one Parquet file and answers how many there are. Throws a DiskFullError where there is no room;
 * when the signal fires, the statement is interrupted. `compression` is zstd where the reader of the file does not want another.
 */
export async function writeParquet(
  session: DuckdbSession,
  select: string,
  path: string,
  signal: AbortSignal,
  compression: 'zstd' | 'snappy' = 'zstd',
): Promise<number> {
  const statement = `COPY (${select}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION ${compression})`;
  const [row] = await writingFile(
    path,
    interruptible(session, signal, () => session.all(statement)),
  );
  return Number(row?.[0] ?? 0);
}
