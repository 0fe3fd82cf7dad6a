import { z } from 'zod';
import type { FieldCondition } from '../../../contract/config-schema.ts';
import { awsCredentialFields, whenRole } from '../../../families/object-store/aws-credentials.ts';
import { sshFields } from '../../../families/ssh/config.ts';

const when = (field: string, equals: string | boolean): FieldCondition => ({ field, equals });
const whenToken = when('databricks_auth_mode', 'access_token');
const whenPrincipal = when('databricks_auth_mode', 'oauth_service_principal');
const whenAws = when('cloud_provider', 'aws');
const whenAzure = when('cloud_provider', 'azure');
const whenRetention = when('set_retention_properties', true);

/** Days of Delta's retention properties; 0 lets the files go as soon as nothing needs them. */
const days = z.int().min(0).max(36_500);

/** What a connection to a Databricks SQL warehouse, or to a cluster with the same interface, needs. */
export const databricksConfig = z.strictObject({
  server_hostname: z.string().min(1).meta({
    title: 'Server hostname',
    isPlace: true,
    description: 'As the warehouse’s connection details show it: dbc-….cloud.databricks.com.',
  }),
  port: z.int().min(1).max(65535).default(443).meta({ title: 'Port', isPlace: true }),
  http_path: z.string().min(1).default('/sql').meta({
    title: 'HTTP path',
    description: 'As the warehouse’s connection details show it: /sql/1.0/warehouses/….',
  }),
  ca_cert: z.string().optional().meta({
    title: 'CA certificate',
    description:
      'PEM of an authority that is trusted beside the well-known ones, where a proxy or a private link shows a certificate of its own.',
  }),
  databricks_auth_mode: z.enum(['access_token', 'oauth_service_principal']).default('access_token').meta({
    title: 'Authentication method',
    description:
      'How syncform logs in: with a personal access token, or as a service principal that is given short-lived tokens (machine-to-machine OAuth).',
  }),
  access_token: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Access token', sensitive: true, onlyWhen: whenToken, required: true }),
  service_principal_id: z.string().min(1).optional().meta({
    title: 'Service principal ID',
    description: 'The application (client) id of the service principal.',
    onlyWhen: whenPrincipal,
    required: true,
  }),
  service_principal_secret: z.string().min(1).optional().meta({
    title: 'Service principal secret',
    description: 'An OAuth secret of the service principal.',
    sensitive: true,
    onlyWhen: whenPrincipal,
    required: true,
  }),
  unity_catalog_enabled: z.boolean().default(true).meta({
    title: 'Unity Catalog enabled',
    description:
      'Tables have three-level names, catalog.schema.table. Without, names are schema.table in the workspace’s own metastore.',
  }),
  cloud_provider: z.enum(['aws', 'azure']).optional().meta({
    title: 'Cloud provider',
    description: 'Where files are staged for loading. Needed for destinations only.',
  }),
  auth_mode: z.enum(['access_key_and_secret', 'iam_role']).default('access_key_and_secret').meta({
    title: 'AWS authentication method',
    description: 'How files are written to the bucket, and how the warehouse reads them.',
    onlyWhen: whenAws,
  }),
  ...awsCredentialFields({
    user: 'The AWS user whose access key is given.',
    role: 'The role that syncform assumes to write to the bucket.',
  }),
  storage_credential_name: z.string().optional().meta({
    title: 'Storage credential name',
    description:
      'Unity Catalog’s storage credential with which the warehouse reads the bucket. If not given, an external location has to cover it.',
    onlyWhen: whenRole,
  }),
  s3_bucket_name: z.string().min(1).optional().meta({
    title: 'S3 bucket name',
    description: 'The bucket where files are staged: its name, or s3://bucket/prefix. Destinations only.',
    onlyWhen: whenAws,
  }),
  s3_bucket_region: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'S3 bucket region', description: 'Destinations only.', onlyWhen: whenAws }),
  azure_account_name: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Storage account name', description: 'Destinations only.', onlyWhen: whenAzure }),
  azure_access_key: z.string().min(1).optional().meta({
    title: 'Storage account access key',
    description: 'Destinations only.',
    sensitive: true,
    onlyWhen: whenAzure,
  }),
  container_name: z.string().min(1).optional().meta({
    title: 'Storage container name',
    description: 'The container where files are staged. Destinations only.',
    onlyWhen: whenAzure,
  }),
  azure_endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'Azure Blob endpoint',
      description:
        'Where the storage account is reached, if not at https://<account>.blob.core.windows.net: a private endpoint or another Azure cloud.',
      onlyWhen: whenAzure,
    }),
  inactivity_timeout: z.int().min(1).max(86_400).default(300).meta({
    title: 'Inactivity timeout',
    description:
      'Seconds after which a call is given up, if the warehouse, or the store in which files are staged, neither sends anything nor takes what is sent. A statement may take longer: while it runs the warehouse is asked again and again, and answers.',
  }),
  enforce_query_limit: z.boolean().default(false).meta({
    title: 'Limit concurrent queries',
    description:
      'Send no more than this many statements to the warehouse at a time, over all syncs and all processes that use this store.',
  }),
  concurrent_queries: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .meta({
      title: 'Concurrent query limit',
      onlyWhen: when('enforce_query_limit', true),
      required: true,
    }),
  enable_delta_uniform: z.boolean().default(false).meta({
    title: 'Enable Delta UniForm',
    description: 'Tables that are created can be read as Iceberg tables as well.',
  }),
  set_retention_properties: z.boolean().default(false).meta({
    title: 'Configure data retention',
    description:
      'Set, on tables that are created, for how long deleted files and the log of changes are kept.',
  }),
  deleted_file_retention_days: days.optional().meta({
    title: 'Deleted file retention',
    description: 'Days (delta.deletedFileRetentionDuration).',
    onlyWhen: whenRetention,
  }),
  log_file_retention_days: days.optional().meta({
    title: 'Log retention',
    description: 'Days (delta.logRetentionDuration).',
    onlyWhen: whenRetention,
  }),
  use_bulk_sync_staging_schema: z.boolean().default(false).meta({
    title: 'Use custom staging schema',
    description: 'Put the tables in which rows arrive into a schema of their own, not beside the target.',
  }),
  bulk_sync_staging_schema: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Staging schema name',
      description: 'In the target’s catalog. It is made if it is missing.',
      onlyWhen: when('use_bulk_sync_staging_schema', true),
      required: true,
    }),
  ...sshFields,
  ssh_blob_storage: z
    .boolean()
    .default(false)
    .meta({
      title: 'Use SSH for the bucket',
      description: 'Reach the bucket through the SSH tunnel as well.',
      onlyWhen: when('ssh', true),
    }),
});

export type DatabricksConfig = z.output<typeof databricksConfig>;

/** An empty text means the same as none: Polytomic writes out every setting. */
const optionalName = z.string().optional();

/** A model reads a query's result or a table. */
export const modelConfig = z
  .strictObject({
    catalog: optionalName.meta({
      title: 'Catalog',
      description: 'Where a table or schema named without catalog is; the workspace’s default if not given.',
    }),
    schema: optionalName.meta({
      title: 'Schema',
      description: 'Where a table named without schema is; default if not given.',
    }),
    table: optionalName.meta({
      title: 'Table',
      description: 'A table or view: table, schema.table or catalog.schema.table.',
    }),
    query: optionalName.meta({
      title: 'Query',
      description: 'One SELECT, WITH, VALUES or TABLE statement. It goes before a table, if both are given.',
    }),
  })
  .refine((model) => Boolean(model.query || model.table), {
    path: ['query'],
    message: 'give a query or a table',
  });

/** Where a sync's target is, and what is written of its rows. */
export const syncTargetConfig = z.strictObject({
  catalog: optionalName.meta({
    title: 'Catalog',
    description: 'The catalog of tables that are created; the workspace’s default if not given.',
  }),
  schema: optionalName.meta({
    title: 'Schema',
    description: 'The schema of tables that are created; default if not given.',
  }),
  write_record_timestamps: z.boolean().default(false).meta({
    title: 'Write row timestamp metadata',
    description: 'Write into each row when it was created and when it was last updated.',
  }),
  created_column: optionalName.meta({
    title: '‘Created at’ timestamp column',
    description: 'Where write_record_timestamps writes the first; _created_at if not given.',
  }),
  updated_column: optionalName.meta({
    title: '‘Updated at’ timestamp column',
    description: 'Where write_record_timestamps writes the second; _updated_at if not given.',
  }),
  preserve_table_on_resync: z.boolean().default(false).meta({
    title: 'Preserve destination table when resyncing',
    description:
      'A resync writes every record again into the table as it is. Otherwise it drops the table, if the sync has made it, and recreates it.',
  }),
});

/** What creating a sync's target needs. */
export const createTargetConfig = z.strictObject({
  name: z.string().min(1).meta({
    title: 'Table name',
    description:
      'The new table: its name for the configured catalog and schema, schema.table or catalog.schema.table.',
  }),
});

/** Which objects a bulk sync sees. */
export const bulkSourceConfig = z.strictObject({
  catalog: optionalName.meta({ title: 'Catalog', description: 'Only objects of this catalog.' }),
  schema: optionalName.meta({ title: 'Schema', description: 'Only objects of schemas of this name.' }),
});

/** `advanced` of a bulk sync's destination. */
const advanced = z.strictObject({
  deleted_file_retention_days: days.optional().meta({
    title: 'Deleted file retention',
    description: 'As the connection’s, for this sync’s tables.',
    onlyWhen: whenRetention,
  }),
  empty_strings_null: z
    .boolean()
    .default(false)
    .meta({ title: 'Empty strings as NULL', description: 'Write NULL where the source has an empty text.' }),
  enable_change_data_feed: z.boolean().default(false).meta({
    title: 'Enable change data feed',
    description: 'Tables keep which rows changed between their versions.',
  }),
  hard_deletes: z.boolean().default(false).meta({
    title: 'Hard deletes',
    description: 'Rows that the source deleted are deleted, not marked.',
  }),
  log_file_retention_days: days.optional().meta({
    title: 'Log retention',
    description: 'As the connection’s, for this sync’s tables.',
    onlyWhen: whenRetention,
  }),
  set_retention_properties: z.boolean().default(false).meta({
    title: 'Configure data retention',
    description: 'As the connection’s, for this sync’s tables. It goes before the connection’s.',
  }),
  table_prefix: optionalName.meta({
    title: 'Table prefix',
    description: 'What the names of this sync’s tables begin with.',
  }),
  truncate_existing: z.boolean().default(false).meta({
    title: 'Truncate existing tables',
    description: 'A full load empties a table that is there rather than replacing its contents at once.',
  }),
});

/** Where a bulk sync puts its tables, and how. */
export const bulkDestinationConfig = z.strictObject({
  catalog: optionalName.meta({
    title: 'Catalog',
    description: 'The catalog of the tables; the workspace’s default if not given.',
  }),
  schema: optionalName.meta({
    title: 'Output schema',
    description: 'The schema of the tables; default if not given.',
  }),
  external_location_name: optionalName.meta({
    title: 'External location',
    description: 'Tables are external ones, kept in this location of Unity Catalog.',
  }),
  mirror_schemas: z.boolean().default(false).meta({
    title: 'Mirror schemas',
    description: 'Each table is put into a schema of the same name as the one that it is read from.',
  }),
  advanced: advanced.optional().meta({ title: 'Advanced', description: 'What is rarely needed.' }),
});

export type BulkDestinationConfig = z.output<typeof bulkDestinationConfig>;
