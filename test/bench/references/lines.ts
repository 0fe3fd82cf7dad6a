import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

/** A row of the items that are read, each value as text. */
export interface Line {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly amount: string | undefined;
  readonly note: string | undefined;
}

/** Pages of rows into the table `items` of a DuckDB file: as lines of JSON in a file, and by one statement. */
export async function linesToDuckdb(to: string, pages: AsyncIterable<readonly Line[]>): Promise<void> {
  const lines = `${to}.ndjson`;
  const out = createWriteStream(lines);
  for await (const page of pages) {
    let text = '';
    for (const { id, name, amount, note } of page) text += `${JSON.stringify({ id, name, amount, note })}\n`;
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  const instance = await DuckDBInstance.create(to);
  const duckdb = await instance.connect();
  await duckdb.run(
    `CREATE TABLE items AS FROM read_json('${lines}', format = 'newline_delimited', columns = {id: 'BIGINT', name: 'VARCHAR', amount: 'DECIMAL(38,2)', note: 'VARCHAR'})`,
  );
  duckdb.closeSync();
  instance.closeSync();
}
