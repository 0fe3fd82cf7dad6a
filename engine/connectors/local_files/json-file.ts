import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { checkedValue, type FileColumn, readAs, unreadable } from './csv-file.ts';
import { described, pathList } from './described.ts';

/** JSON documents up to this size are read, in bytes. */
const LONGEST_DOCUMENT = 128 * 1024 * 1024;

/** No limit of how different documents are turns their keys into a map. */
const JSON_OPTIONS = `maximum_object_size = ${LONGEST_DOCUMENT}, map_inference_threshold = -1`;

/** The columns of JSON files, all of whose values are looked at. */
export async function jsonColumns(
  session: DuckdbSession,
  paths: readonly string[],
): Promise<readonly FileColumn[]> {
  const from = `read_json(${pathList(paths)}, sample_size = -1, union_by_name = true, ${JSON_OPTIONS})`;
  // What has parts is kept as the document that it is, rather than in a type guessed from what was seen.
  const found = (await described(session, paths, from)).map(({ name, type }) => ({
    name,
    type: /[()[\]]/.test(type) ? 'JSON' : type,
  }));
  const keyed = await withKeys(session, paths, found);
  return withTypesAsWritten(session, paths, keyed);
}

/** A SELECT of JSON files' columns in these types; `where` names the files in errors. */
export function selectJson(paths: readonly string[], columns: readonly FileColumn[], where: string): string {
  const values = columns.map((column) => `${checkedValue(column, where)} AS ${quoteIdentifier(column.name)}`);
  return `SELECT ${values.join(', ')} FROM ${jsonRows(
    paths,
    columns.map((column) => ({ ...column, type: readAs(column.type) })),
  )}`;
}

/** Rows of JSON files, with columns in these very types. */
function jsonRows(paths: readonly string[], columns: readonly FileColumn[]): string {
  if (columns.every(({ key }) => key === undefined)) {
    const read = columns.map(({ name, type }) => `${quoteLiteral(name)}: ${quoteLiteral(type)}`);
    return `read_json(${pathList(paths)}, columns = {${read.join(', ')}}, ${JSON_OPTIONS})`;
  }
  // read_json knows columns by names alone, which do not tell keys apart by case.
  const values = columns.map(({ name, type, key = name }) => {
    const path = quoteLiteral(`$.${JSON.stringify(key)}`);
    const value = type === 'JSON' ? `nullif(json -> ${path}, 'null'::JSON)` : `json ->> ${path}`;
    return `CAST(${value} AS ${type}) AS ${quoteIdentifier(name)}`;
  });
  return `(SELECT ${values.join(', ')} FROM read_json_objects(${pathList(paths)}, maximum_object_size = ${LONGEST_DOCUMENT}))`;
}

/**
 * Columns with the keys that they stand for. DuckDB adds a number to a key that differs from another by case only: `name_1`
 * stands for `name` beside `Name`.
 */
async function withKeys(
  session: DuckdbSession,
  paths: readonly string[],
  columns: readonly FileColumn[],
): Promise<readonly FileColumn[]> {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  const isSuspect = ({ name }: FileColumn) =>
    names.has(name.toLowerCase().replace(/_\d+$/, '')) && /_\d+$/.test(name);
  if (!columns.some(isSuspect)) return columns;
  const keys = await keysOf(session, paths);
  return columns.map((column) => {
    const { name } = column;
    const key = name.replace(/_\d+$/, '');
    return !keys.has(name) && keys.has(key)
      ? { ...column, key, note: `the key "${key}", which differs from another one by case only` }
      : column;
  });
}

async function keysOf(session: DuckdbSession, paths: readonly string[]): Promise<ReadonlySet<string>> {
  try {
    const rows = await session.all(
      `SELECT DISTINCT unnest(json_keys(json)) FROM read_json_objects(${pathList(paths)}, maximum_object_size = ${LONGEST_DOCUMENT})`,
    );
    return new Set(rows.map(([key]) => String(key)));
  } catch (error) {
    throw unreadable(paths.join(', '), error);
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
 * its zone, a UUID its capitals. Columns whose every text is written as the type is become of it; others stay text.
 */
async function withTypesAsWritten(
  session: DuckdbSession,
  paths: readonly string[],
  columns: readonly FileColumn[],
): Promise<readonly FileColumn[]> {
  const asText = columns.map((column) => (column.type === 'UUID' ? { ...column, type: 'VARCHAR' } : column));
  const moments = asText.filter(({ type }) => type in forms);
  if (moments.length === 0) return asText;
  const counts = moments.flatMap(({ name }) => [
    `count(${quoteIdentifier(name)})`,
    ...Object.values(forms).map(
      (form) => `count(*) FILTER (regexp_full_match(${quoteIdentifier(name)}, ${quoteLiteral(form)}))`,
    ),
  ]);
  const texts = moments.map((column) => ({ ...column, type: 'VARCHAR' }));
  const [row = []] = await session.all(`SELECT ${counts.join(', ')} FROM ${jsonRows(paths, texts)}`);
  const width = 1 + Object.keys(forms).length;
  return asText.map((column) => {
    const at = moments.indexOf(column) * width;
    if (at < 0) return column;
    const all = String(row[at]);
    const type = Object.keys(forms).find((_, i) => String(row[at + 1 + i]) === all);
    return { ...column, type: type ?? 'VARCHAR' };
  });
}
