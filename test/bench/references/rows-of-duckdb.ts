import { DuckDBInstance } from '@duckdb/node-api';

/** A row of the table `items`, each value as text. */
export interface ItemRow {
  readonly id: string;
  readonly name: string;
  readonly amount: string;
  readonly note: string | null;
}

/** The rows of the table `items` of a DuckDB file, 1,000 at a time. */
export async function* rowsOfDuckdb(file: string): AsyncGenerator<readonly ItemRow[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const duckdb = await instance.connect();
  const result = await duckdb.stream('SELECT id::VARCHAR, name, amount::VARCHAR, note FROM items');
  let rows: ItemRow[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    for (const [id, name, amount, note] of chunk.getRows()) {
      rows.push({
        id: String(id),
        name: String(name),
        amount: String(amount),
        note: note === null ? null : String(note),
      });
      if (rows.length < 1_000) continue;
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
  duckdb.closeSync();
  instance.closeSync();
}
