import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadRequest } from '../../../contract/contract.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { interruptible } from '../../../movement/interruptible.ts';

/**
 * Bytes of a file, compressed: two to four times that in the warehouse's memory, so that each of a cluster's cores has a
 * piece of work of the size that it likes best.
 */
const FILE_BYTES = 64 * 1024 * 1024;

/** Parquet files on the local disk. */
export interface Written {
  readonly paths: readonly string[];
  readonly rows: number;
}

/** Writes the rows of a SELECT into files: below a path, or into one of that name. */
export async function copyToParquet(
  { session, signal }: Pick<LoadRequest, 'session' | 'signal'>,
  select: string,
  path: string,
  { isOneFile }: { readonly isOneFile: boolean },
): Promise<Written> {
  const options = [
    'FORMAT parquet',
    'COMPRESSION zstd',
    // Spark would ask, of a file that does not say who wrote it, whether days before 1582 are of the old calendar.
    `KV_METADATA {'org.apache.spark.version': '3.5.0'}`,
    ...(isOneFile ? [] : [`FILE_SIZE_BYTES ${FILE_BYTES}`, `FILENAME_PATTERN 'part-{i}'`]),
  ];
  const target = isOneFile ? `${path}.parquet` : path;
  const statement = `COPY (${select}) TO ${quoteLiteral(target)} (${options.join(', ')})`;
  const [row] = await interruptible(session, signal, () => session.all(statement));
  const paths = isOneFile ? [target] : (await readdir(target)).map((name) => join(target, name));
  return { paths, rows: Number(row?.[0] ?? 0) };
}
