import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from '../../contract/contract.ts';
import { quoteLiteral } from '../../kit/sql.ts';
import { copyCompression } from '../files/compression.ts';
import type { FileFormat } from '../files/file-format.ts';
import { LINES } from '../files/json-lines.ts';
import { isLine, writtenLine, writtenValues } from '../files/written-file.ts';
import { type Partition, partitionOf, type WrittenAs } from './settings.ts';

/** A table is cut into files of about this size, in bytes. */
const FILE_BYTES = 512 * 1024 * 1024;
const PARTITION = '_syncform_partition';

/** What a COPY wrote: a file on the local disk. */
export interface LocalFile {
  readonly path: string;
  readonly bytes: number;
  /** `plan=pro`, with the value escaped; absent where the table has no partitions. */
  readonly folder?: string;
}

/** A COPY of a SELECT of the columns, in the hub's types, into one file or pipe. */
export function copyIntoFile(
  select: string,
  path: string,
  settings: WrittenAs,
  columns: readonly Column[],
): string {
  const { format } = settings;
  const options = [
    formatOf(format, isLine(format, columns)),
    copyCompression(format, settings.compression),
    'USE_TMP_FILE false',
  ];
  return copy(writtenValues(format, columns), select, path, options);
}

/** The same into files in a folder that is not there yet: one for each partition, or of a size. */
export function copyIntoFolder(
  select: string,
  folder: string,
  settings: WrittenAs,
  columns: readonly Column[],
): string {
  const { format } = settings;
  const partition = partitionOf(settings, columns);
  const values = writtenValues(format, columns);
  if (!partition)
    return copy(values, select, folder, [
      formatOf(format, isLine(format, columns)),
      copyCompression(format, settings.compression),
      `FILE_SIZE_BYTES ${FILE_BYTES}`,
    ]);
  // DuckDB partitions no JSON.
  const isText = format === 'json';
  return copy(
    [...(isText ? [writtenLine(columns)] : values), `${partition.value} AS ${PARTITION}`],
    select,
    folder,
    [
      formatOf(format, isText),
      copyCompression(format, settings.compression),
      `PARTITION_BY (${PARTITION}), WRITE_PARTITION_COLUMNS false, FILENAME_PATTERN '{uuid}'`,
    ],
  );
}

const FORMATS: Readonly<Record<FileFormat, string>> = {
  parquet: 'FORMAT parquet',
  csv: "FORMAT csv, HEADER true, NULLSTR ''",
  json: 'FORMAT json',
};

function formatOf(format: FileFormat, isText: boolean): string {
  return isText ? LINES : FORMATS[format];
}

function copy(list: readonly string[], select: string, to: string, options: readonly string[]): string {
  return `COPY (SELECT ${list.join(', ')} FROM (${select}) AS r) TO ${quoteLiteral(to)} (${options.join(', ')})`;
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
