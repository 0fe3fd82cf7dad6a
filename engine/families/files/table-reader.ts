import { createReadStream } from 'node:fs';
import type { FieldSchema, RejectedRecord } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { fieldOf } from '../duckdb/fields.ts';
import { checkContent } from './check-content.ts';
import { type CsvFile, type FileColumn, unreadable } from './csv-file.ts';
import { type CsvOptions, isRecoded, unusualOptions } from './csv-options.ts';
import { selectCsv } from './csv-select.ts';
import { described, pathList } from './described.ts';
import type { DataFile, FileObject } from './folder.ts';
import { jsonLayouts, selectJson } from './json-file.ts';
import { RecodedFiles } from './recoded.ts';
import { sniffCsv } from './sniff-csv.ts';
import { UnbrokenFiles } from './unbroken-files.ts';

/** An object's fields, and how to read its files so that every read sees these. */
export interface ReadableTable {
  readonly fields: readonly FieldSchema[];
  /** A SELECT of the fields, by name and in the types that `fields` tell as `remote_type`. */
  readonly select: string;
  /** Rows of its files that are left out, because they have more or fewer values than the others. */
  readonly setAside?: readonly RejectedRecord[];
  /** Makes a session ready for `select`, where it takes more than DuckDB itself. */
  prepare?(session: DuckdbSession): Promise<void>;
}

/** Looks at files to find out their columns; what it found is kept for as long as the files do not change. */
export class TableReader implements AsyncDisposable {
  readonly #recoded: RecodedFiles;
  readonly #unbroken: UnbrokenFiles;
  readonly #largest: number | undefined;
  readonly #known = new Map<string, { readonly version: string; readonly table: ReadableTable }>();

  /** `largest`: as that of Content. */
  constructor(tempDir: string, largest?: number) {
    this.#recoded = new RecodedFiles(tempDir);
    this.#unbroken = new UnbrokenFiles(this.#recoded);
    this.#largest = largest;
  }

  /** Throws where a file is not what its name says or ends too early: then nothing of the table is read. */
  async read(
    session: DuckdbSession,
    object: FileObject,
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<ReadableTable> {
    const version = object.files.map(versionOf).join('\n');
    const place = `${object.id}\n${unusualOptions(csv)}`;
    const known = this.#known.get(place);
    if (known?.version === version) return known.table;
    const table = await this.#look(session, object, csv, signal);
    this.#known.set(place, { version, table });
    return table;
  }

  async #look(
    session: DuckdbSession,
    object: FileObject,
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<ReadableTable> {
    const readable: DataFile[] = [];
    const broken: RejectedRecord[] = [];
    for (const file of object.files) {
      const { setAside = [], ...checked } = await this.#checked(session, file, csv, signal);
      readable.push(checked);
      broken.push(...setAside);
    }
    const parts: Part[] = [];
    for (const [format, files] of Map.groupBy(readable, (file) => file.format)) {
      if (format === 'csv') for (const file of files) parts.push(await csvPart(session, file, csv, signal));
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
    const setAside = [...broken, ...used.flatMap((part) => part.setAside ?? [])];
    return { fields, select: union(columns, used), ...(setAside.length > 0 ? { setAside } : {}) };
  }

  /**
   * A file that is what its name says, where DuckDB can read it: of a CSV file in another encoding, a copy in UTF-8, of a JSON
   * file with broken lines that are set aside, a copy without them.
   */
  async #checked(
    session: DuckdbSession,
    file: DataFile,
    csv: CsvOptions,
    signal: AbortSignal,
  ): Promise<DataFile & Pick<ReadableTable, 'setAside'>> {
    const { id, format, size } = file;
    if (format === 'parquet' || size === 0) return file;
    const largest = this.#largest;
    const open = () => createReadStream(file.path);
    if (format === 'json' && csv.brokenLines === 'set_aside') {
      const whole = { name: id, path: file.path, largest, open, version: versionOf(file) };
      const { path, setAside } = await this.#unbroken.get(session, whole, signal);
      if (setAside.length > 0) return { ...file, path, setAside };
    }
    const path =
      format === 'csv' && isRecoded(csv)
        ? await this.#recoded.get(
            { name: id, path: file.path, largest, open, version: versionOf(file) },
            csv.encoding,
            signal,
          )
        : file.path;
    await checkContent({ name: id, path, format, largest, open: () => createReadStream(path) }, signal);
    return { ...file, path };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#recoded[Symbol.asyncDispose]();
  }
}

function versionOf({ id, size, changed }: DataFile): string {
  return `${id} ${size} ${changed}`;
}

async function csvPart(
  session: DuckdbSession,
  { id, path, size }: DataFile,
  csv: CsvOptions,
  signal: AbortSignal,
): Promise<Part> {
  const file: CsvFile = { name: id, path, size, open: () => createReadStream(path) };
  const layout = await sniffCsv(session, file, csv, signal);
  return {
    columns: layout.columns,
    ...(layout.setAside ? { setAside: layout.setAside } : {}),
    select: (types) => selectCsv(file, layout, types),
  };
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
  readonly setAside?: readonly RejectedRecord[];
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

/** Kinds of types of which DuckDB would take one for another (a number for a date): what holds both is text. */
const KINDS: readonly RegExp[] = [
  /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|BIGNUM|FLOAT|DOUBLE|DECIMAL\(.*\))$/,
  /^BOOLEAN$/,
  /^(DATE|TIMESTAMP(_S|_MS|_NS)?)$/,
  /^TIMESTAMP WITH TIME ZONE$/,
  /^TIME( WITH TIME ZONE|_NS)?$/,
  /^UUID$/,
  /^BLOB$/,
  /^INTERVAL$/,
];

/** Whether types are of different kinds; of those that have no kind here, DuckDB knows what holds them. */
function areOfKinds(types: readonly string[]): boolean {
  const kinds = types.map((type) => KINDS.findIndex((kind) => kind.test(type)));
  return !kinds.includes(-1) && new Set(kinds).size > 1;
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
  return rows.map(([column, type]) => {
    const name = String(column);
    const types = parts.flatMap((columns) => columns.filter((c) => c.name === name).map((c) => c.type));
    return { name, type: areOfKinds(types) ? 'VARCHAR' : String(type) };
  });
}

function union(columns: readonly FileColumn[], parts: readonly Part[]): string {
  if (parts.length === 0) return 'SELECT NULL AS nothing WHERE false';
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return parts.map((part) => part.select(types)).join(' UNION ALL BY NAME ');
}
