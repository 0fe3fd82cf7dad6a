import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { holds } from '../duckdb/widening.ts';
import type { CsvFile, FileColumn } from '../files/csv-file.ts';
import type { CsvOptions } from '../files/csv-options.ts';
import { selectCsv } from '../files/csv-select.ts';
import { jsonLayouts, selectJson } from '../files/json-file.ts';
import { sniffCsv } from '../files/sniff-csv.ts';
import { commonColumns, parquetColumns, selectParquet } from '../files/table-reader.ts';
import type { FileLayout, KnownColumns } from './layouts.ts';
import type { ReachableFile } from './reachable-files.ts';

/** Finds out what files are like, by key. */
export async function lookAt(
  session: DuckdbSession,
  files: readonly ReachableFile[],
  csv: CsvOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FileLayout>> {
  const layouts = new Map<string, FileLayout>();
  for (const file of files) {
    if (file.size === 0) layouts.set(file.key, { columns: [] });
    else if (file.format === 'csv')
      layouts.set(file.key, await sniffCsv(session, csvFile(file), csv, signal));
    else if (file.format === 'json') {
      // Of one file there is one.
      for (const { paths: _, ...layout } of await jsonLayouts(session, [file.path]))
        layouts.set(file.key, layout);
    } else layouts.set(file.key, { columns: await parquetColumns(session, [file.path]) });
  }
  return layouts;
}

function csvFile({ key, path, size, open }: ReachableFile): CsvFile {
  return { name: key, path, size, open };
}

/**
 * A table's columns: those of all its files, in types that hold what all of them have. A table that was seen before keeps
 * its columns: new ones come after them, and a type becomes another only if that loses nothing or the user says it. What
 * then does not fit is an error of the file that has it, when it is read. Of columns that were seen when the files were
 * read in another way, those that are there no more are left out.
 */
export async function columnsOf(
  session: DuckdbSession,
  layouts: ReadonlyMap<string, FileLayout>,
  { columns: pinned, isOfOtherOptions }: KnownColumns,
): Promise<readonly FileColumn[]> {
  const different = new Map([...layouts.values()].map(({ columns }) => [JSON.stringify(columns), columns]));
  const common = await commonColumns(
    session,
    [...different.values()].filter((columns) => columns.length > 0),
  );
  const isDeclared = (name: string) =>
    [...layouts.values()].some(({ columns }) =>
      columns.some((column) => column.name === name && column.isDeclared),
    );
  const still = isOfOtherOptions
    ? pinned.filter(({ name }) => common.some((column) => column.name === name))
    : pinned;
  const kept = still.map((column) => {
    const now = common.find(({ name }) => name === column.name);
    if (now && isDeclared(column.name)) return now;
    const isWider = now && now.type !== 'VARCHAR' && now.type !== 'JSON' && holds(now.type, column.type);
    return isWider ? now : column;
  });
  return [...kept, ...common.filter(({ name }) => !still.some((column) => column.name === name))];
}

/** A SELECT of the table's columns, in their types, of files of known layouts. */
export async function selectFiles(
  session: DuckdbSession,
  files: readonly ReachableFile[],
  layouts: ReadonlyMap<string, FileLayout>,
  columns: readonly FileColumn[],
): Promise<string> {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const parts: string[] = [];
  for (const [format, some] of Map.groupBy(
    files.filter(({ key }) => (layouts.get(key)?.columns.length ?? 0) > 0),
    (file) => file.format,
  )) {
    const paths = some.map(({ path }) => path);
    if (format === 'csv')
      for (const file of some) {
        const { options = '', ...layout } = layouts.get(file.key) as FileLayout;
        parts.push(selectCsv(csvFile(file), { ...layout, options }, types));
      }
    else if (format === 'json') parts.push(...selectDocuments(some, layouts, columns));
    else {
      for (const { key } of some) refuseMisfit(key, layouts.get(key) as FileLayout, types);
      parts.push(selectParquet(paths, await parquetColumns(session, paths)));
    }
  }
  const nothing = columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`);
  if (nothing.length === 0) return 'SELECT NULL AS nothing WHERE false';
  // Gives every part the columns that it lacks, and all of them the table's types.
  const all = [`SELECT ${nothing.join(', ')} WHERE false`, ...parts].join(' UNION ALL BY NAME ');
  const values = columns.map(
    ({ name, type }) => `CAST(${quoteIdentifier(name)} AS ${type}) AS ${quoteIdentifier(name)}`,
  );
  return `SELECT ${values.join(', ')} FROM (${all})`;
}

/** Files of documents: those with the same keys together, those that do not seem to fit one by one, so that errors name them. */
function selectDocuments(
  files: readonly ReachableFile[],
  layouts: ReadonlyMap<string, FileLayout>,
  columns: readonly FileColumn[],
): readonly string[] {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const fits = ({ key }: ReachableFile) => misfitOf(layouts.get(key) as FileLayout, types) === undefined;
  const readAs = ({ key }: ReachableFile) => {
    const own = (layouts.get(key) as FileLayout).columns;
    const { isMarkedArray } = layouts.get(key) as FileLayout;
    return JSON.stringify([
      isMarkedArray,
      columns.flatMap((column) => ownKey(column, own)).filter((column) => column.key),
    ]);
  };
  const groups = [
    ...Map.groupBy(files.filter(fits), readAs).values(),
    ...files.filter((file) => !fits(file)).map((file) => [file]),
  ];
  return groups
    .filter((group) => group.length > 0)
    .map((group) => {
      const own = group.flatMap(({ key }) => layouts.get(key)?.columns ?? []);
      const where =
        group.length === 1 ? (group[0] as ReachableFile).key : `one of ${group.length} JSON files`;
      const { isMarkedArray = false } = layouts.get(group[0]?.key ?? '') ?? {};
      return selectJson(
        { paths: group.map(({ path }) => path), isMarkedArray },
        columns.flatMap((column) => ownKey(column, own)),
        where,
      );
    });
}

/** A table's column as documents have it: under their key, where that is not the column's name. None where they lack it. */
function ownKey({ name, type }: FileColumn, own: readonly FileColumn[]): readonly FileColumn[] {
  const found =
    own.find((column) => column.name === name) ??
    own.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (!found) return [];
  const key = found.key ?? found.name;
  return [key === name ? { name, type } : { name, type, key }];
}

/** The first column of a file whose type the table's cannot hold. */
function misfitOf({ columns }: FileLayout, types: ReadonlyMap<string, string>): FileColumn | undefined {
  return columns.find(({ name, type }) => !holds(types.get(name) ?? type, type));
}

function refuseMisfit(key: string, layout: FileLayout, types: ReadonlyMap<string, string>): void {
  const misfit = misfitOf(layout, types);
  if (!misfit) return;
  const { name, type } = misfit;
  throw new SyncformError(
    'failed',
    `${key}: column "${name}" is ${type} and does not fit the table's ${types.get(name)}`,
    {
      hint: 'Correct or remove the file.',
    },
  );
}
