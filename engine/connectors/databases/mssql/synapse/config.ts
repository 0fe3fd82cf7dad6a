import { z } from 'zod';
import type { FieldCondition } from '../../../../contract/config-schema.ts';
import { azureLoginFields } from '../azuresql/config.ts';
import { mssqlConfig } from '../config.ts';

const { hostname, database, port, ssl, trust_server_certificate, inactivity_timeout } = mssqlConfig.shape;
const whenStaged: FieldCondition = { field: 'use_blob_storage', equals: true };

/** What a connection to a dedicated SQL pool needs. */
export const synapseConfig = z.strictObject({
  hostname: hostname.meta({ title: 'Host', description: 'workspace.sql.azuresynapse.net', isPlace: true }),
  database: database.meta({ title: 'Database', description: 'The dedicated SQL pool.', isPlace: true }),
  port,
  ...azureLoginFields,
  ssl,
  trust_server_certificate: z
    .boolean()
    .default(false)
    .meta({ ...trust_server_certificate.meta() }),
  inactivity_timeout,
  use_blob_storage: z.boolean().default(false).meta({
    title: 'Load by way of Blob Storage',
    description:
      'Rows wait in a container as Parquet files, from which the pool copies them. Without it rows are sent by INSERTs, which is slow beyond some thousand.',
  }),
  azure_account_name: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Storage account', onlyWhen: whenStaged, required: true }),
  azure_access_key: z.string().min(1).optional().meta({
    title: 'Access key',
    description: 'A key of the storage account, with which files are written and removed.',
    sensitive: true,
    onlyWhen: whenStaged,
    required: true,
  }),
  container_name: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Container', onlyWhen: whenStaged, required: true }),
  azure_endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'Azure Blob endpoint',
      description:
        'Where the storage account is reached, if not at https://<account>.blob.core.windows.net: a private endpoint or another Azure cloud. The pool has to reach it there too.',
      onlyWhen: whenStaged,
    }),
  copy_credential: z
    .enum(['shared_access_signature', 'storage_account_key', 'managed_identity'])
    .default('shared_access_signature')
    .meta({
      title: 'Credential of COPY INTO',
      description:
        'With what the pool reads the files: a signature that may read the container for a day, the access key itself, or the workspace’s managed identity, which has to be a Storage Blob Data Contributor of an account with a hierarchical namespace.',
      onlyWhen: whenStaged,
    }),
});

export type SynapseConfig = z.output<typeof synapseConfig>;
