import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { messageOf, SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { checkedValue, type FileColumn, readAs, unreadable } from './csv-file.ts';
import { described, pathList } from './described.ts';

/** JSON documents up to this size are read, in bytes. */
export const LONGEST_DOCUMENT = 128 * 1024 * 1024;

/** What to do about a record that is not JSON. */
export const BROKEN_HINT =
  'Nothing of the file was read. Correct the record, or take it out; of files of one document a line, broken_lines = "set_aside" leaves such lines out and lists them.';

/** No limit of how different documents are turns their keys into a map. */
function jsonOptions(isMarkedArray: boolean): string {
  return `${documentOptions(isMarkedArray)}, map_inference_threshold = -1`;
}

function documentOptions(isMarkedArray: boolean): string {
  return `maximum_object_size = ${LONGEST_DOCUMENT}${isMarkedArray ? ", format = 'array'" : ''}`;
}

/** JSON files that are read in one way. */
export interface JsonFiles {
  readonly paths: readonly string[];
  /** Each is an array after a byte order mark, which DuckDB takes for one value unless told. Absent: false. */
  readonly isMarkedArray?: boolean;
}

/** JSON files with the columns that they have. */
export interface JsonLayout extends JsonFiles {
  readonly columns: readonly FileColumn[];
}

/** The columns of JSON files, all of whose values are looked at: those of each way to read them. */
export async function jsonLayouts(
  session: DuckdbSession,
  paths: readonly string[],
): Promise<readonly JsonLayout[]> {
  const found = await describedJson(session, { paths });
  // This is what DuckDB calls the one column of what has no keys.
  const hasKeys = found.length !== 1 || found[0]?.name !== 'json';
  const marked = hasKeys ? [] : await markedArrays(session, paths);
  if (marked.length === 0) return [{ paths, columns: await settled(session, { paths }, found) }];
  const others = paths.filter((path) => !marked.includes(path));
  return Promise.all(
    [{ paths: marked, isMarkedArray: true }, { paths: others }]
      .filter((files) => files.paths.length > 0)
      .map(async (files) => ({
        ...files,
        columns: await settled(session, files, await describedJson(session, files)),
      })),
  );
}

async function describedJson(
  session: DuckdbSession,
  { paths, isMarkedArray = false }: JsonFiles,
): Promise<readonly FileColumn[]> {
  const from = (options: string) =>
    `read_json(${pathList(paths)}, sample_size = -1, union_by_name = true, ${jsonOptions(isMarkedArray)}${options})`;
  try {
    return await described(session, from('')).catch((error: unknown) => {
      // Keys of a part that differ only by case; the part itself is kept as it is.
      if (/Duplicate name .* in struct/.test(messageOf(error)))
        return typedByValues(session, from(', maximum_depth = 1'));
      throw error;
    });
  } catch (error) {
    throw noJson(paths, error);
  }
}

/** The columns of documents of which DuckDB tells the keys alone; `from` yields each value as JSON. */
async function typedByValues(session: DuckdbSession, from: string): Promise<readonly FileColumn[]> {
  const keys = await described(session, from);
  const found = keys.flatMap(({ name }) => {
    const value = quoteIdentifier(name);
    return [
      `CAST(to_json(list(DISTINCT json_type(${value}))) AS VARCHAR)`,
      `CAST(bool_and(${value} IS NULL OR json_type(${value}) = 'NULL' OR TRY_CAST(${value} AS BIGINT) IS NOT NULL) AS VARCHAR)`,
    ];
  });
  const [row = []] = await session.all(`SELECT ${found.join(', ')} FROM ${from}`);
  return keys.map(({ name, type }, i) => {
    const kinds = (JSON.parse(String(row[2 * i])) as (string | null)[]).filter(
      (kind) => kind !== null && kind !== 'NULL',
    );
    const all = (...these: (string | null)[]) =>
      kinds.length > 0 && kinds.every((kind) => these.includes(kind));
    if (type !== 'JSON') return { name, type };
    if (all('BIGINT', 'UBIGINT'))
      return { name, type: String(row[2 * i + 1]) === 'true' ? 'BIGINT' : 'HUGEINT' };
    if (all('BIGINT', 'UBIGINT', 'DOUBLE')) return { name, type: 'DOUBLE' };
    if (all('BOOLEAN')) return { name, type: 'BOOLEAN' };
    // A guess, for withTypesAsWritten to look at the texts.
    return { name, type: all('VARCHAR') ? 'TIMESTAMP' : 'JSON' };
  });
}

/** Those of the files that are an array after a byte order mark. */
async function markedArrays(session: DuckdbSession, paths: readonly string[]): Promise<readonly string[]> {
  const marked: string[] = [];
  for (const path of paths) {
    const [column, ...others] = await describedJson(session, { paths: [path] });
    if (others.length > 0 || column?.name !== 'json' || !column.type.endsWith('[]')) continue;
    const isArray = await describedJson(session, { paths: [path], isMarkedArray: true }).then(
      () => true,
      () => false,
    );
    if (isArray) marked.push(path);
  }
  return marked;
}

/** Columns as they are kept, of those that DuckDB tells. */
async function settled(
  session: DuckdbSession,
  files: JsonFiles,
  found: readonly FileColumn[],
): Promise<readonly FileColumn[]> {
  // What has parts is kept as the document that it is, rather than in a type guessed from what was seen.
  const whole = found.map(({ name, type }) => ({ name, type: /[()[\]]/.test(type) ? 'JSON' : type }));
  return withTypesAsWritten(session, files, withoutNul(await withKeys(session, files, whole)));
}

/** A SELECT of JSON files' columns in these types; `where` names the files in errors. */
export function selectJson(files: JsonFiles, columns: readonly FileColumn[], where: string): string {
  const values = columns.map((column) => `${checkedValue(column, where)} AS ${quoteIdentifier(column.name)}`);
  return `SELECT ${values.join(', ')} FROM ${jsonRows(
    files,
    columns.map((column) => ({ ...column, type: readAs(column.type) })),
  )}`;
}

/** Rows of JSON files, with columns in these very types. */
function jsonRows({ paths, isMarkedArray = false }: JsonFiles, columns: readonly FileColumn[]): string {
  if (columns.every(({ key }) => key === undefined)) {
    const read = columns.map(({ name, type }) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`);
    return `read_json(${pathList(paths)}, columns = {${read.join(', ')}}, ${jsonOptions(isMarkedArray)})`;
  }
  // read_json knows columns by names alone, which do not tell keys apart by case.
  const values = columns.map(({ name, type, key = name }) => {
    const path = key.includes('\0') ? pointerTo(key) : quoteLiteral(`$.${JSON.stringify(key)}`);
    const value = type === 'JSON' ? `nullif(json -> ${path}, 'null'::JSON)` : `json ->> ${path}`;
    return `CAST(${value} AS ${type}) AS ${quoteIdentifier(name)}`;
  });
  return `(SELECT ${values.join(', ')} FROM read_json_objects(${pathList(paths)}, ${documentOptions(isMarkedArray)}))`;
}

/** A JSON pointer to a key, as SQL: no literal holds a NUL character. */
function pointerTo(key: string): string {
  const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return `(${pointer.split('\0').map(quoteLiteral).join(' || chr(0) || ')})`;
}

/** Columns whose names SQL can say: a NUL character is written there as JSON writes it. */
function withoutNul(columns: readonly FileColumn[]): readonly FileColumn[] {
  const names = new Set(columns.map(({ name }) => name));
  return columns.map((column) => {
    const { name } = column;
    if (!name.includes('\0')) return column;
    let free = name.replaceAll('\0', '\\u0000');
    while (names.has(free)) free += '_';
    names.add(free);
    return {
      ...column,
      name: free,
      key: name,
      note: `the key ${JSON.stringify(name)}, which has a NUL character`,
    };
  });
}

/** What DuckDB says against JSON, for a person: the file and the line. */
function noJson(paths: readonly string[], error: unknown): SyncformError {
  const message = messageOf(error);
  const broken =
    /Malformed JSON in file "(.+)", at byte (\d+) in (?:line|record\/value) (\d+): ([^\n]*?)\.?\s*(?:\n|$)/.exec(
      message,
    );
  if (broken) {
    const [, path, byte, number, reason] = broken;
    // DuckDB counts the record after it, and does not count empty lines.
    return new SyncformError(
      'failed',
      `${path}: record ${Number(number) - 1} is not JSON (${reason}, at its byte ${byte})`,
      { hint: BROKEN_HINT },
    );
  }
  const long = /"maximum_object_size" of \d+ bytes exceeded while reading file "(.+?)"/.exec(message);
  if (long)
    return new SyncformError(
      'failed',
      `${long[1]} has a document of more than ${LONGEST_DOCUMENT >> 20} MiB`,
      { hint: 'Write one document a line, or an array of documents.' },
    );
  return unreadable(paths.join(', '), error);
}

/**
 * Columns with the keys that they stand for. DuckDB adds a number to a key that differs from another by case only: `name_1`
 * stands for `name` beside `Name`.
 */
async function withKeys(
  session: DuckdbSession,
  files: JsonFiles,
  columns: readonly FileColumn[],
): Promise<readonly FileColumn[]> {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  const isSuspect = ({ name }: FileColumn) =>
    names.has(name.toLowerCase().replace(/_\d+$/, '')) && /_\d+$/.test(name);
  if (!columns.some(isSuspect)) return columns;
  const keys = await keysOf(session, files);
  return columns.map((column) => {
    const { name } = column;
    const key = name.replace(/_\d+$/, '');
    return !keys.has(name) && keys.has(key)
      ? { ...column, key, note: `the key "${key}", which differs from another one by case only` }
      : column;
  });
}

async function keysOf(
  session: DuckdbSession,
  { paths, isMarkedArray = false }: JsonFiles,
): Promise<ReadonlySet<string>> {
  try {
    const rows = await session.all(
      `SELECT DISTINCT unnest(json_keys(json)) FROM read_json_objects(${pathList(paths)}, ${documentOptions(isMarkedArray)})`,
    );
    return new Set(rows.map(([key]) => String(key)));
  } catch (error) {
    throw noJson(paths, error);
  }
}

/** How texts of each type are written (ISO 8601, RFC 3339), up to what the type holds. */
const DAY = '\\d{4}-\\d{2}-\\d{2}';
const CLOCK = '\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?';
const ZONE = '(Z|[+-]\\d{2}(:?\\d{2})?)';
const forms: Readonly<Record<string, string>> = {
  DATE: DAY,
  TIME: CLOCK,
  TIMESTAMP: `${DAY}[T ]${CLOCK}`,
  'TIMESTAMP WITH TIME ZONE': `${DAY}[T ]${CLOCK}${ZONE}`,
};

/**
 * DuckDB takes texts for dates, times and identifiers more freely than they are meant: `1-2-3` becomes a date, a time loses
 * its zone, a UUID its capitals. Columns whose every text is written as the type is become of it; others stay text. So do
 * numbers of which one is beyond every double: DuckDB would make infinity of it.
 */
async function withTypesAsWritten(
  session: DuckdbSession,
  files: JsonFiles,
  columns: readonly FileColumn[],
): Promise<readonly FileColumn[]> {
  const asText = columns.map((column) => (column.type === 'UUID' ? { ...column, type: 'VARCHAR' } : column));
  const moments = asText.filter(({ type }) => type in forms);
  const numbers = asText.filter(({ type }) => type === 'DOUBLE');
  if (moments.length + numbers.length === 0) return asText;
  const counts = moments.flatMap(({ name }) => [
    `count(${quoteIdentifier(name)})`,
    ...Object.values(forms).map(
      (form) => `count(*) FILTER (regexp_full_match(${quoteIdentifier(name)}, ${quoteLiteral(form)}))`,
    ),
  ]);
  const beyond = numbers.map(({ name }) => {
    const text = quoteIdentifier(name);
    return `count(*) FILTER (isinf(TRY_CAST(${text} AS DOUBLE)) AND regexp_matches(${text}, '^-?[0-9]'))`;
  });
  const texts = [...moments, ...numbers].map((column) => ({ ...column, type: 'VARCHAR' }));
  const [row = []] = await session.all(
    `SELECT ${[...counts, ...beyond].join(', ')} FROM ${jsonRows(files, texts)}`,
  );
  const width = 1 + Object.keys(forms).length;
  return asText.map((column) => {
    const number = numbers.indexOf(column);
    if (number >= 0 && String(row[counts.length + number]) !== '0')
      return { ...column, type: 'VARCHAR', note: 'numbers, of which one is beyond every double, as text' };
    const at = moments.indexOf(column) * width;
    if (at < 0) return column;
    const all = String(row[at]);
    const type = Object.keys(forms).find((_, i) => String(row[at + 1 + i]) === all);
    return { ...column, type: type ?? 'VARCHAR' };
  });
}
