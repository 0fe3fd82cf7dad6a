import { randomUUID } from 'node:crypto';
import type { ConnectorHost } from '../../../contract/contract.ts';
import type { SqlSession, TextsToStage } from '../../../families/sql/system.ts';
import { textsToParquet } from '../../../families/sql/texts-to-parquet.ts';
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
  return (session: SqlSession, work: TextsToStage): Promise<void> =>
    textsToParquet(host, work, async (path) => {
      // Beside the table, whose name ends in a quote.
      const stage = work.table.replace(/"$/, `_${randomUUID().replaceAll('-', '')}"`);
      const statements = stageStatements(stage, path, work.table);
      await session.run(statements.create);
      try {
        await session.run(statements.put);
        await session.run(statements.copy);
      } finally {
        await session.run(statements.drop);
      }
    });
}
