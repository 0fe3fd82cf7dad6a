import { z } from 'zod';
import { bulkDestinationFields } from '../../../contract/bulk-destination.ts';
import { awsCredentialFields } from '../../../families/object-store/aws-credentials.ts';
import { inactivityField } from '../../../families/sql/inactivity.ts';
import {
  mirrorSchemas,
  newTable,
  queryOrTable,
  tableTargetFields,
} from '../../../families/sql/table-configs.ts';
import { sshFields } from '../../../families/ssh/config.ts';

const whenAws = { field: 'cloud_provider', equals: 'aws' } as const;
const whenAzure = { field: 'cloud_provider', equals: 'azure' } as const;

/** What a connection to a ClickHouse server or service needs. */
export const clickhouseConfig = z.strictObject({
  hostname: z
    .string()
    .min(1)
    .meta({ title: 'Host', description: 'Name or address of the server.', isPlace: true }),
  username: z.string().min(1).meta({ title: 'User' }),
  password: z.string().default('').meta({ title: 'Password', sensitive: true, mayBeEmpty: true }),
  database: z.string().min(1).optional().meta({
    title: 'Database',
    isPlace: true,
    description:
      'The database of bare table names, and the only one that is listed. If not given, all databases are, and bare names are in `default`.',
  }),
  port: z.int().min(1).max(65535).default(9440).meta({
    title: 'Port',
    description:
      'The port of the HTTP interface (8443, or 8123 without TLS). Of the native protocol’s ports, 9440 stands for 8443 and 9000 for 8123.',
    isPlace: true,
  }),
  ssl: z.boolean().default(true).meta({ title: 'Use TLS' }),
  skip_verify: z
    .boolean()
    .default(true)
    .meta({
      title: 'Skip certificate verification',
      description:
        'Accept any certificate of the server. If false, an authority that Node.js knows has to have signed it.',
      onlyWhen: { field: 'ssl', equals: true },
    }),
  ...sshFields,
  inactivity_timeout: inactivityField,
  cloud_provider: z.enum(['aws', 'azure']).optional().meta({
    title: 'Staging',
    description:
      'Where rows wait as files for ClickHouse to read. If not given, they are sent to the server itself, which needs no bucket.',
  }),
  auth_mode: z.enum(['access_key_and_secret', 'iam_role']).default('access_key_and_secret').meta({
    title: 'AWS authentication',
    description: 'How files are put into the S3 bucket, and how ClickHouse reads them there.',
    onlyWhen: whenAws,
  }),
  ...awsCredentialFields({
    required: false,
    user: 'The user whom the keys belong to.',
    role: 'The role that may read and write the bucket. syncform assumes it to write there, and names it to ClickHouse, which takes it on to read (ClickHouse Cloud).',
  }),
  s3_bucket_name: z.string().min(1).optional().meta({
    title: 'S3 bucket',
    description: 'A name or s3://bucket/prefix.',
    onlyWhen: whenAws,
    required: true,
  }),
  s3_bucket_region: z.string().min(1).optional().meta({ title: 'Region of the bucket', onlyWhen: whenAws }),
  azure_account_name: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Storage account', onlyWhen: whenAzure, required: true }),
  azure_access_key: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Access key', sensitive: true, onlyWhen: whenAzure, required: true }),
  container_name: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'Container', onlyWhen: whenAzure, required: true }),
});

export type ClickhouseConfig = z.output<typeof clickhouseConfig>;

const targetDatabase = z.string().min(1).optional().meta({
  title: 'Database',
  description: 'The database of tables that are created; the connection’s if not given.',
});

/** The configurations of models, targets and bulk syncs. */
export const configs = {
  model: queryOrTable(
    {
      query: 'One SELECT or WITH statement.',
      table: 'A table or view: database.table, or its bare name in the connection’s database.',
    },
    {
      database: z.string().min(1).optional().meta({
        title: 'Database',
        description: 'The database of a bare table name; the connection’s if not given.',
      }),
    },
  ),
  syncTarget: z.strictObject({ database: targetDatabase, ...tableTargetFields }),
  createTarget: newTable('The new table: database.table, or a bare name for the configured database.'),
  bulkSource: z.strictObject({
    database: z.string().min(1).optional().meta({
      title: 'Database',
      description: 'Only objects of this database; the connection’s if not given.',
    }),
  }),
  bulkDestination: z.strictObject({ database: targetDatabase, ...mirrorSchemas, ...bulkDestinationFields }),
};
