import { readdir, rm } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { SyncformError } from '../../kit/errors.ts';
import { Mutex } from '../../kit/mutex.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { toText } from '../../movement/csv-dialect.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { fieldType } from '../../types/field-type.ts';
import { type Compression, namedCompression } from './compression.ts';
import { type FileFormat, formatOf, tableNameOf } from './file-format.ts';
import { columnType } from './file-shape.ts';
import type { Files } from './files.ts';
import { dataFile, type FileObject } from './folder.ts';
import { currentVersion, type FileVersion } from './manifest.ts';
import type { ReadableTable } from './table-reader.ts';
import { selectWritten } from './written-file.ts';

/** A file that rows are written to. */
export interface TargetFile {
  readonly id: string;
  readonly path: string;
  readonly format: FileFormat;
}

/** The file that an id names; throws `invalid` where the id leads out of the folder or tells no format. */
export function targetFile(files: Files, id: string): TargetFile {
  const clean = normalize(id).split('\\').join('/');
  const format = formatOf(id);
  if (clean !== id || id.startsWith('/') || id.startsWith('..') || !format)
    throw new SyncformError('invalid', `"${id}" is not a file that can be written`, {
      hint: 'Give a path within the connection’s folder that ends in .csv, .json or .parquet; .csv and .json also with .gz or .zst after it.',
    });
  return { id, path: join(files.folder.root, id), format };
}

/** What is in a target file now. */
export interface TargetContents extends FileVersion {
  /** A SELECT of its columns in the hub's types. */
  readonly select: string;
  /** Of a parquet file that was not written here, its own types of columns that are written in other ones. */
  readonly found?: ReadonlyMap<string, string>;
  /** How many rows it has, where that is known without counting. */
  readonly rows?: number;
}

/** A target file's columns, key, batches and rows; undefined where there is none. */
export async function targetContents(
  files: Files,
  session: DuckdbSession,
  file: TargetFile,
  signal: AbortSignal,
): Promise<TargetContents | undefined> {
  const { root } = files.folder;
  const data = await dataFile(root, file.id);
  if (!data) return undefined;
  const known = await currentVersion(root, file.id);
  if (known) return { ...known, select: selectWritten(file.path, file.format, known.columns) };
  const object = { id: file.id, name: tableNameOf(file.id), files: [data] };
  const table = await tableOfOthers(files, session, object, file.format, signal);
  return {
    columns: table.fields.map(({ name, type }) => ({ name, type, nullable: true })),
    key: [],
    batches: [],
    select: table.select,
    ...(file.format === 'parquet' ? { found: typesWrittenAnew(table.fields) } : {}),
  };
}

/**
 * A file that was not written here. Of CSV a column of numbers that would be written with other digits than it has is one of
 * texts: rows that stay keep 40.00, and 12345678901234567.89, which no double holds.
 */
async function tableOfOthers(
  files: Files,
  session: DuckdbSession,
  object: FileObject,
  format: FileFormat,
  signal: AbortSignal,
): Promise<ReadableTable> {
  const table = await files.table(session, object, files.csv({}), signal);
  const numbers = format === 'csv' ? table.fields.filter(({ type }) => isFloat(type)) : [];
  if (numbers.length === 0) return table;
  const withTexts = (fields: typeof numbers) => {
    const column_types = Object.fromEntries(fields.map(({ name }) => [name, { type: 'string' }]));
    return files.table(session, object, files.csv({ column_types }), signal);
  };
  const texts = await withTexts(numbers);
  const kept = numbers.map(({ name, type }) => {
    const text = quoteIdentifier(name);
    const written = toText(`TRY_CAST(${text} AS ${duckdbType(type)})`, fieldType(type));
    return `coalesce(bool_and(${text} IS NOT DISTINCT FROM ${written}), true)`;
  });
  const [row] = await session.all(`SELECT ${kept.join(', ')} FROM (${texts.select})`);
  const changed = numbers.filter((_, i) => row?.[i] !== true);
  return changed.length > 0 ? withTexts(changed) : table;
}

function isFloat(type: string): boolean {
  return type === 'double' || type === 'single';
}

function typesWrittenAnew(fields: ReadableTable['fields']): ReadonlyMap<string, string> {
  const others = fields.filter(({ type, remote_type }) => columnType(type).target_type !== remote_type);
  return new Map(others.map(({ name, remote_type }) => [name, remote_type]));
}

/** How a file's next version is compressed: as the version that is there, where its name does not tell. */
export function compressionIn(
  { compressed_by }: Pick<FileVersion, 'compressed_by'>,
  { id, format }: TargetFile,
): Compression {
  return format === 'parquet' ? (compressed_by ?? 'zstd') : namedCompression(id);
}

const writers = new Map<string, Mutex>();

/** Lets one piece of work at a time write a file, and first removes what a crash left of an earlier one. */
export function writing<T>(file: TargetFile, work: () => Promise<T>): Promise<T> {
  const turns = writers.get(file.path) ?? new Mutex();
  writers.set(file.path, turns);
  return turns.run(async () => {
    const folder = dirname(file.path);
    const left = `.${file.path.slice(folder.length + 1)}.`;
    for (const name of await readdir(folder).catch(() => []))
      if (name.startsWith(left) && /\.syncform(\.gz|\.zst)?$/i.test(name))
        await rm(join(folder, name), { force: true });
    return work();
  });
}
