import { isAbsolute } from 'node:path';

/** An identifier quoted for DuckDB and every SQL that doubles quotes: `my "x"` → `"my ""x"""`. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string literal for DuckDB: no backslash escapes, quotes doubled; a NUL character cannot stand in SQL text and is spelled out. */
export function quoteLiteral(text: string): string {
  if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`;
  return `(${text
    .split('\0')
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(' || chr(0) || ')})`;
}

/** The path of a file as a literal for DuckDB's readers, which would take `a[1].csv` for a pattern that means a1.csv. */
export function fileLiteral(path: string): string {
  return quoteLiteral(isAbsolute(path) ? path.replaceAll(/[*?[]/g, '[$&]') : path);
}
