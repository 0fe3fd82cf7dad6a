import { api } from './api/definition.ts';
import { azureblob } from './azureblob/definition.ts';
import { cloudflareR2 } from './cloudflare_r2/definition.ts';
import type { ConnectorDefinition } from './contract.ts';
import { csv } from './csv/definition.ts';
import { databricks } from './databricks/definition.ts';
import { duckdb } from './duckdb/definition.ts';
import { gcs } from './gcs/definition.ts';
import { localFiles } from './local_files/definition.ts';
import { motherduck } from './motherduck/definition.ts';
import { mysql } from './mysql/definition.ts';
import { postgresql } from './postgresql/definition.ts';
import { s3 } from './s3/definition.ts';
import { sftp } from './sftp/definition.ts';
import { webhook } from './webhook/definition.ts';

/** Every connector, by id. Listing them loads no driver: each loads its own when a connection is opened. */
export const registry: ReadonlyMap<string, ConnectorDefinition> = new Map(
  [
    api,
    azureblob,
    cloudflareR2,
    csv,
    databricks,
    duckdb,
    gcs,
    localFiles,
    motherduck,
    mysql,
    postgresql,
    s3,
    sftp,
    webhook,
  ].map((c) => [c.id, c as unknown as ConnectorDefinition]),
);
