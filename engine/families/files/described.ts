import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { fileLiteral } from '../../kit/sql.ts';
import type { FileColumn } from './csv-file.ts';

/** The columns that DuckDB tells of what reads files. */
export async function described(session: DuckdbSession, from: string): Promise<readonly FileColumn[]> {
  const rows = await session.all(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`);
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** Paths as an argument of DuckDB's readers. */
export function pathList(paths: readonly string[]): string {
  return `[${paths.map(fileLiteral).join(', ')}]`;
}
