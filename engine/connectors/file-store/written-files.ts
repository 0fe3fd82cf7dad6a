import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import type { Column } from '../contract.ts';
import { writtenValue } from '../local_files/written-file.ts';
import { type Partition, partitionOf, type WrittenAs } from './settings.ts';

/** A table is cut into files of about this size, in bytes. */
const FILE_BYTES = 512 * 1024 * 1024;
const PARTITION = '_syncform_partition';
const DOCUMENT = '_syncform_document';

/** What a COPY wrote: a file on the local disk. */
export interface LocalFile {
  readonly path: string;
  readonly bytes: number;
  /** `plan=pro`, with the value escaped; absent where the table has no partitions. */
  readonly folder?: string;
}

/** A COPY of a SELECT of the columns, in the hub's types, into files in a folder that is not there yet. */
export function copyIntoFolder(
  select: string,
  folder: string,
  settings: WrittenAs,
  columns: readonly Column[],
): string {
  const { format } = settings;
  const partition = partitionOf(settings, columns);
  const isLines = format === 'json' && partition !== undefined;
  const values = columns.map(
    (column) => `${writtenValue(format, column)} AS ${quoteIdentifier(column.name)}`,
  );
  const list = [
    ...(isLines ? [documentOf(columns)] : values),
    ...(partition ? [`${partition.value} AS ${PARTITION}`] : []),
  ];
  const options = [
    // DuckDB partitions no JSON: its lines are written as what they are, texts.
    isLines
      ? "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\n'"
      : { parquet: 'FORMAT parquet', csv: "FORMAT csv, HEADER true, NULLSTR ''", json: 'FORMAT json' }[
          format
        ],
    `COMPRESSION ${quoteLiteral(compressionOf(settings))}`,
    partition
      ? `PARTITION_BY (${PARTITION}), WRITE_PARTITION_COLUMNS false, FILENAME_PATTERN '{uuid}'`
      : `FILE_SIZE_BYTES ${FILE_BYTES}`,
  ];
  return `COPY (SELECT ${list.join(', ')} FROM (${select}) AS r) TO ${quoteLiteral(folder)} (${options.join(', ')})`;
}

function documentOf(columns: readonly Column[]): string {
  const parts = columns.map((column) => `${quoteIdentifier(column.name)} := ${writtenValue('json', column)}`);
  return `CAST(to_json(struct_pack(${parts.join(', ')})) AS VARCHAR) AS ${DOCUMENT}`;
}

function compressionOf({ format, compression }: WrittenAs): string {
  return format === 'parquet' && compression === 'none' ? 'uncompressed' : compression;
}

/** The files that a COPY wrote into a folder. */
export async function localFiles(
  folder: string,
  settings: WrittenAs,
  columns: readonly Column[],
): Promise<readonly LocalFile[]> {
  const partition = partitionOf(settings, columns);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (path) => ({
      path,
      bytes: (await stat(path)).size,
      ...(partition ? { folder: folderName(partition, path) } : {}),
    })),
  );
}

/** A longer name of a folder is cut: what a row's value is, its columns say. */
const LONGEST_FOLDER = 200;

function folderName({ name }: Partition, path: string): string {
  const value =
    path
      .split('/')
      .at(-2)
      ?.slice(PARTITION.length + 1) ?? '';
  return `${encodeURIComponent(name)}=${value.slice(0, LONGEST_FOLDER)}`;
}
