import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ConnectorHost } from '../../../contract/contract.ts';
import type { SqlSession, TextsToStage } from '../../../families/sql/system.ts';
import { CSV_FIRST_LINE, csvLine, selectFromCsvFile } from '../../../movement/csv-dialect.ts';
import { writeParquet } from '../../../movement/parquet-file.ts';
import { quoteLiteral } from './literal.ts';

/** The statements that bring a Parquet file into a table by way of a stage; the last one is run whatever happens. */
export function stageStatements(stage: string, path: string, table: string) {
  return {
    create: `CREATE OR REPLACE TEMPORARY STAGE ${stage} FILE_FORMAT = (TYPE = PARQUET)`,
    put: `PUT ${quoteLiteral(`file://${path}`)} @${stage} AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = NONE OVERWRITE = TRUE`,
    copy: `COPY INTO ${table} FROM @${stage} FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE`,
    drop: `DROP STAGE IF EXISTS ${stage}`,
  };
}

/**
 * Stages rows as a Parquet file that is put into a temporary stage, from which Snowflake copies it. Stage and file go whatever
 * way it ends; the stage of a killed process goes with its session.
 */
export function stagedByCopy(host: Pick<ConnectorHost, 'tempDir' | 'withSession'>) {
  return async (session: SqlSession, { table, columns, rows, signal }: TextsToStage): Promise<void> => {
    const base = join(host.tempDir, `snowflake-${randomUUID()}`);
    const [csv, parquet] = [`${base}.csv`, `${base}.parquet`];
    // Beside the table, whose name ends in a quote.
    const stage = table.replace(/"$/, `_${randomUUID().replaceAll('-', '')}"`);
    const statements = stageStatements(stage, parquet, table);
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
      await host.withSession((duckdb) =>
        writeParquet(duckdb, selectOf(csv, columns), parquet, signal, 'snappy'),
      );
      await session.run(statements.create);
      try {
        await session.run(statements.put);
        await session.run(statements.copy);
      } finally {
        await session.run(statements.drop);
      }
    } finally {
      await rm(csv, { force: true });
      await rm(parquet, { force: true });
    }
  };
}

/** The columns of a file of staged rows under the names that they have in the table. */
function selectOf(csv: string, columns: readonly string[]): string {
  return selectFromCsvFile(
    csv,
    columns.map((name, i) => ({ name, type: i === 0 ? 'bigint' : 'string' })),
  );
}
