import { DuckDBInstance } from '@duckdb/node-api';

/** Runs statements in a DuckDB file that nobody has open; answers the last one's rows as texts. */
export async function inDuckdb(
  path: string,
  statements: readonly string[],
): Promise<readonly (readonly (string | null)[])[]> {
  const file = await DuckDBInstance.create(path);
  const connection = await file.connect();
  try {
    let rows: readonly (readonly unknown[])[] = [];
    for (const statement of statements) rows = (await connection.runAndReadAll(statement)).getRows();
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  } finally {
    connection.closeSync();
    file.closeSync();
  }
}
