import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ConnectorHost } from '../../contract/contract.ts';
import { CSV_FIRST_LINE, csvLine, selectFromCsvFile } from '../../movement/csv-dialect.ts';
import { writeParquet } from '../../movement/parquet-file.ts';
import type { TextsToStage } from './system.ts';

/**
 * Rows of texts as a local Parquet file, compressed by Snappy, for `work`: a bigint and then texts, under the names of the table's
 * columns and in their order. The file is gone when `work` ends, whatever way it ends; of no rows there is none, and no `work`.
 */
export async function textsToParquet(
  host: Pick<ConnectorHost, 'tempDir' | 'withSession'>,
  { columns, rows, signal }: Pick<TextsToStage, 'columns' | 'rows' | 'signal'>,
  work: (path: string) => Promise<void>,
): Promise<void> {
  const base = join(host.tempDir, `staged-${randomUUID()}`);
  const [csv, parquet] = [`${base}.csv`, `${base}.parquet`];
  try {
    let isEmpty = true;
    const lines = async function* () {
      yield CSV_FIRST_LINE;
      for await (const batch of rows) {
        isEmpty &&= batch.length === 0;
        yield batch.map(csvLine).join('');
      }
    };
    await pipeline(Readable.from(lines(), { objectMode: false }), createWriteStream(csv), { signal });
    if (isEmpty) return;
    const select = selectFromCsvFile(
      csv,
      columns.map((name, i) => ({ name, type: i === 0 ? 'bigint' : 'string' })),
    );
    await host.withSession((duckdb) => writeParquet(duckdb, select, parquet, signal, 'snappy'));
    await rm(csv);
    await work(parquet);
  } finally {
    await rm(csv, { force: true });
    await rm(parquet, { force: true });
  }
}
