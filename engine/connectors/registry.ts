import type { ConnectorDefinition } from '../contract/contract.ts';
import { duckdb } from './databases/duckdb/definition.ts';
import { mysql } from './databases/mysql/definition.ts';
import { postgresql } from './databases/postgresql/definition.ts';
import { azureblob } from './files/azureblob/definition.ts';
import { cloudflareR2 } from './files/cloudflare_r2/definition.ts';
import { csv } from './files/csv/definition.ts';
import { gcs } from './files/gcs/definition.ts';
import { localFiles } from './files/local_files/definition.ts';
import { s3 } from './files/s3/definition.ts';
import { sftp } from './files/sftp/definition.ts';
import { api } from './generic/api/definition.ts';
import { webhook } from './generic/webhook/definition.ts';
import { hubspot } from './saas/hubspot.ts';
import { linear } from './saas/linear.ts';
import { stripe } from './saas/stripe.ts';
import { databricks } from './warehouses/databricks/definition.ts';
import { motherduck } from './warehouses/motherduck/definition.ts';
import { redshift } from './warehouses/redshift/definition.ts';

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
    hubspot,
    linear,
    localFiles,
    motherduck,
    mysql,
    postgresql,
    redshift,
    s3,
    sftp,
    stripe,
    webhook,
  ].map((c) => [c.id, c as unknown as ConnectorDefinition]),
);
