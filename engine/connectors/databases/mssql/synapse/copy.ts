import { randomUUID } from 'node:crypto';
import type { ConnectorHost } from '../../../../contract/contract.ts';
import { containerSas } from '../../../../families/object-store/azure/container-sas.ts';
import { azureStagingArea } from '../../../../families/object-store/staging/azure.ts';
import { type StagingArea, stagingFolder } from '../../../../families/object-store/staging/staging-area.ts';
import type { SqlSession, TextsToStage } from '../../../../families/sql/system.ts';
import { textsToParquet } from '../../../../families/sql/texts-to-parquet.ts';
import { quoteLiteral } from '../sql.ts';
import type { Container } from './container.ts';

/** A signature lasts longer than any COPY INTO. */
const READING_LIMIT_MS = 24 * 3_600_000;

/** Where rows wait for the pool. */
export function openContainer(container: Container): StagingArea {
  return azureStagingArea(container);
}

/**
 * The statement that copies a Parquet file into a table, column by column in their order
 * (https://learn.microsoft.com/sql/t-sql/statements/copy-into-transact-sql). A managed identity reads Parquet at the address of the
 * file system alone; the others read it at that of the blobs.
 */
export function copyStatement(table: string, container: Container, key: string): string {
  const { endpoint, readBy } = container;
  const at = readBy === 'managed_identity' ? endpoint.replace('.blob.', '.dfs.') : endpoint;
  const options = [
    `FILE_TYPE = 'PARQUET'`,
    `COMPRESSION = 'Snappy'`,
    `CREDENTIAL = (${credential(container)})`,
  ];
  return `COPY INTO ${table} FROM ${text(`${at}/${container.container}/${key}`)} WITH (${options.join(', ')})`;
}

function credential(container: Container): string {
  switch (container.readBy) {
    case 'managed_identity':
      return `IDENTITY = 'Managed Identity'`;
    case 'storage_account_key':
      return `IDENTITY = 'Storage Account Key', SECRET = ${text(container.key)}`;
    case 'shared_access_signature':
      return `IDENTITY = 'Shared Access Signature', SECRET = ${text(`?${containerSas(container, READING_LIMIT_MS)}`)}`;
  }
}

/** The grammar of COPY wants plain literals. */
function text(value: string): string {
  return quoteLiteral(value).slice(1);
}

/** Stages rows as a Parquet file in a container, from which the pool copies it. The file goes, whatever way it ends. */
export function stagedByCopy(container: Container, host: Pick<ConnectorHost, 'tempDir' | 'withSession'>) {
  return async (session: SqlSession, work: TextsToStage): Promise<void> => {
    const prefix = stagingFolder(work.scope);
    await using area = openContainer(container);
    try {
      // What a killed process left.
      await area.remove(prefix, work.signal);
      await textsToParquet(host, work, async (path) => {
        const key = `${prefix}${randomUUID()}.parquet`;
        await area.upload(path, key, work.signal);
        await session.run(copyStatement(work.table, container, key));
      });
    } finally {
      await area.remove(prefix);
    }
  };
}
