import type { DuckDBResultReader } from '@duckdb/node-api';

/*
 * What of Athena's SQL, which is Trino's, the connector says and a DuckDB lacks: as macros, or as other words in its place.
 */

export const WORDS = `
CREATE MACRO json_format(x) AS CAST(x AS VARCHAR);
CREATE MACRO json_parse(x) AS CAST(x AS JSON);
CREATE MACRO is_nan(x) AS isnan(x);
CREATE MACRO json_array_contains(list, x) AS json_contains(list, to_json(x));
CREATE MACRO to_iso8601(x) AS strftime(x, '%Y-%m-%dT%H:%M:%S.%fZ');
`;

/** A statement in DuckDB's words: types that it calls by other names, outside of texts. */
export function inDuckdb(sql: string): string {
  return sql
    .split(/('(?:[^']|'')*')/)
    .map((part, i) => (i % 2 === 1 ? part : translated(part)))
    .join('');
}

function translated(sql: string): string {
  return sql
    .replace(/\btimestamp\(6\) with time zone\b/gi, 'TIMESTAMPTZ')
    .replace(/\b(timestamp|time)\(6\)/gi, '$1')
    .replace(/\bvarbinary\b/gi, 'BLOB')
    .replace(/\bARRAY\[/g, '[')
    .replace(/\btransform\((.*), e -> /g, 'list_transform($1, lambda e: ')
    .replace(/\barray\((\w+)\)/gi, '$1[]');
}

/** What GetQueryResults says of a result's columns (https://docs.aws.amazon.com/athena/latest/APIReference/API_ColumnInfo.html). */
export function metadataOf(result: DuckDBResultReader): readonly object[] {
  return result.columnNames().map((Name, i) => {
    const text = String(result.columnType(i));
    const [, p, s] = /^DECIMAL\((\d+),\s?(\d+)\)$/.exec(text) ?? [];
    return { Name, Type: trinoType(text), Precision: Number(p ?? 0), Scale: Number(s ?? 0) };
  });
}

/** Athena's name of a type in a result: of what is nested no more than its kind. */
function trinoType(duckdb: string): string {
  if (/\[\d*\]$/.test(duckdb)) return 'array';
  if (duckdb.startsWith('STRUCT')) return 'row';
  if (duckdb.startsWith('MAP')) return 'map';
  if (duckdb.startsWith('DECIMAL')) return 'decimal';
  const known: Readonly<Record<string, string>> = {
    BLOB: 'varbinary',
    FLOAT: 'float',
    'TIMESTAMP WITH TIME ZONE': 'timestamp with time zone',
  };
  return known[duckdb] ?? duckdb.toLowerCase();
}

/** A result's rows as texts, and its file: all values in quotes, NULL as nothing. */
export function csvOf(result: DuckDBResultReader) {
  const rows = result
    .getRows()
    .map((row) => row.map((value) => (value === null || value === undefined ? null : String(value))));
  const quoted = (text: string | null) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`);
  const lines = [result.columnNames(), ...rows].map((row) => `${row.map(quoted).join(',')}\n`);
  return { rows, text: lines.join('') };
}
