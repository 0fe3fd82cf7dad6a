import { createReadStream } from 'node:fs';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier } from '../../movement/sql.ts';
import type { FieldSchema } from '../contract.ts';
import { fieldOf } from '../duckdb/fields.ts';
import { checkContent } from './check-content.ts';
import {
  type CsvLayout,
  type CsvOptions,
  type FileColumn,
  selectCsv,
  sniffCsv,
  unreadable,
} from './csv-file.ts';
import { described, pathList } from './described.ts';
import type { DataFile, FileObject } from './folder.ts';
import { jsonLayouts, selectJson } from './json-file.ts';

/** An object's fields, and how to read its files so that every read sees these. */
export interface ReadableTable {
  readonly fields: readonly FieldSchema[];
  /** A SELECT of the fields, by name and in the types that `fields` tell as `remote_type`. */
  readonly select: string;
  /** Makes a session ready for `select`, where it takes more than DuckDB itself. */
  prepare?(session: DuckdbSession): Promise<void>;
}

/** Looks at files to find out their columns; what it found is kept for as long as the files do not change. */
export class TableReader {
  readonly #csv: CsvOptions;
  readonly #known = new Map<string, { readonly version: string; readonly table: ReadableTable }>();

  constructor(csv: CsvOptions) {
    this.#csv = csv;
  }

  /** Throws where a file is not what its name says or ends too early: then nothing of the table is read. */
  async read(session: DuckdbSession, object: FileObject, signal: AbortSignal): Promise<ReadableTable> {
    const version = object.files.map((file) => `${file.id} ${file.size} ${file.changed}`).join('\n');
    const known = this.#known.get(object.id);
    if (known?.version === version) return known.table;
    for (const { id, path, size, format } of object.files)
      if (format !== 'parquet' && size > 0)
        await checkContent({ name: id, path, format, open: () => createReadStream(path) }, signal);
    const table = await this.#look(session, object);
    this.#known.set(object.id, { version, table });
    return table;
  }

  async #look(session: DuckdbSession, object: FileObject): Promise<ReadableTable> {
    const parts: Part[] = [];
    for (const [format, files] of Map.groupBy(object.files, (file) => file.format)) {
      if (format === 'csv') for (const file of files) parts.push(await this.#csvPart(session, file));
      else if (format === 'json') parts.push(...(await jsonParts(session, files)));
      else parts.push(await parquetPart(session, files));
    }
    const used = parts.filter((part) => part.columns.length > 0);
    const columns = await commonColumns(
      session,
      used.map((part) => part.columns),
    );
    const fields = foundFields(
      columns,
      object.files,
      used.flatMap((part) => part.columns),
    );
    return { fields, select: union(columns, used) };
  }

  async #csvPart(session: DuckdbSession, file: DataFile): Promise<Part> {
    const layout: CsvLayout = await sniffCsv(session, file.path, file.size, this.#csv);
    return { columns: layout.columns, select: (types) => selectCsv(file.path, layout, types) };
  }
}

/**
 * The fields that columns make, and what may be lost of them: what is read from text may have lost digits on its way there.
 * `seen` are the columns as single files have them.
 */
export function foundFields(
  columns: readonly FileColumn[],
  files: readonly Pick<DataFile, 'format'>[],
  seen: readonly FileColumn[],
): readonly FieldSchema[] {
  const hasText = files.some(({ format }) => format !== 'parquet');
  const hasJson = files.some(({ format }) => format === 'json');
  return columns.map(({ name, type }) => {
    const field = fieldOf(name, type, true, false);
    const isFromText = (type === 'DOUBLE' && hasText) || (type === 'JSON' && hasJson);
    const lossy = [
      ...(isFromText ? ['digits that a double cannot hold'] : field.lossy ? [field.lossy] : []),
      ...new Set(seen.flatMap((column) => (column.name === name && column.note ? [column.note] : []))),
    ];
    return lossy.length > 0 ? { ...field, lossy: lossy.join('; ') } : field;
  });
}

/** Files of one layout. */
interface Part {
  readonly columns: readonly FileColumn[];
  /** A SELECT of the columns, in the types of the whole table. */
  select(types: ReadonlyMap<string, string>): string;
}

async function jsonParts(session: DuckdbSession, files: readonly DataFile[]): Promise<readonly Part[]> {
  const layouts = await jsonLayouts(
    session,
    files.map(({ path }) => path),
  );
  return layouts.map((layout) => {
    const { paths, columns } = layout;
    const where = paths.length === 1 ? (paths[0] as string) : `one of ${paths.length} JSON files`;
    return {
      columns,
      select: (types) =>
        selectJson(
          layout,
          columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type })),
          where,
        ),
    };
  });
}

async function parquetPart(session: DuckdbSession, files: readonly DataFile[]): Promise<Part> {
  const paths = files.map(({ path }) => path);
  const columns = await parquetColumns(session, paths);
  return { columns, select: () => selectParquet(paths, columns) };
}

/** The columns of parquet files, as they say themselves. */
export async function parquetColumns(
  session: DuckdbSession,
  paths: readonly string[],
): Promise<readonly FileColumn[]> {
  try {
    return await described(session, parquetFiles(paths));
  } catch (error) {
    throw unreadable(paths.join(', '), error);
  }
}

/** A SELECT of parquet files' columns. */
export function selectParquet(paths: readonly string[], columns: readonly FileColumn[]): string {
  return `SELECT ${columns.map(({ name }) => quoteIdentifier(name)).join(', ')} FROM ${parquetFiles(paths)}`;
}

function parquetFiles(paths: readonly string[]): string {
  return `read_parquet(${pathList(paths)}, union_by_name = true)`;
}

/** Every column of any part, in the type that holds what all parts have. */
export async function commonColumns(
  session: DuckdbSession,
  parts: readonly (readonly FileColumn[])[],
): Promise<readonly FileColumn[]> {
  const [first, ...others] = parts;
  if (!first) return [];
  if (others.length === 0) return first;
  const empty = parts.map(
    (columns) =>
      `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`).join(', ')}`,
  );
  const rows = await session.all(
    `SELECT column_name, column_type FROM (DESCRIBE ${empty.join(' UNION ALL BY NAME ')})`,
  );
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

function union(columns: readonly FileColumn[], parts: readonly Part[]): string {
  if (parts.length === 0) return 'SELECT NULL AS nothing WHERE false';
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return parts.map((part) => part.select(types)).join(' UNION ALL BY NAME ');
}
