import { z } from 'zod';
import { awsCredentialFields } from '../../../families/object-store/aws-credentials.ts';
import { inactivityField } from '../../../families/sql/inactivity.ts';
import { configsInSchemas } from '../../../families/sql/table-configs.ts';
import { sshFields } from '../../../families/ssh/config.ts';

/** What a connection to a Redshift cluster or workgroup needs. */
export const redshiftConfig = z.strictObject({
  hostname: z.string().min(1).meta({
    title: 'Host',
    description: 'The endpoint of the cluster or workgroup, without port and database.',
    isPlace: true,
  }),
  username: z.string().min(1).meta({ title: 'User' }),
  password: z.string().meta({ title: 'Password', sensitive: true }),
  database: z.string().min(1).meta({ title: 'Database', isPlace: true }),
  port: z.int().min(1).max(65535).default(5439).meta({ title: 'Port', isPlace: true }),
  ssl: z.boolean().default(true).meta({
    title: 'Use TLS',
    description:
      'Refuse to talk to the server without TLS. The connection is encrypted, but nobody’s certificate is verified.',
  }),
  ...sshFields,
  inactivity_timeout: inactivityField,
  auth_mode: z.enum(['access_key_and_secret', 'iam_role']).default('access_key_and_secret').meta({
    title: 'AWS authentication',
    description: 'How files are put into the S3 bucket, and how Redshift reads and writes them there.',
  }),
  ...awsCredentialFields({
    // Who names no bucket needs none of it.
    required: false,
    user: 'The user whom the keys belong to.',
    role: 'The role that may read and write the bucket. syncform assumes it to write there, and names it to Redshift: it has to be attached to the cluster.',
  }),
  s3_bucket_name: z.string().min(1).optional().meta({
    title: 'S3 bucket',
    description:
      'Rows wait here as files, from which Redshift copies them: a name or s3://bucket/prefix. Without a bucket rows are sent by INSERTs, which is slow beyond some ten thousand.',
  }),
  s3_bucket_region: z.string().min(1).optional().meta({ title: 'Region of the bucket' }),
  use_bulk_sync_staging_schema: z.boolean().default(false).meta({
    title: 'Use a staging schema',
    description:
      'Accepted for compatibility: rows wait in temporary tables of the session, which need no schema.',
  }),
  bulk_sync_staging_schema: z
    .string()
    .optional()
    .meta({
      title: 'Staging schema',
      description: 'Accepted for compatibility, and not used.',
      onlyWhen: { field: 'use_bulk_sync_staging_schema', equals: true },
    }),
});

export type RedshiftConfig = z.output<typeof redshiftConfig>;

/** The configurations of models, targets and bulk syncs. */
export const configs = configsInSchemas({
  defaultSchema: 'public',
  query: 'One SELECT or WITH statement.',
  table: 'A table or view: schema.table, or its bare name beside `schema`.',
  newTable: 'The new table: schema.table, or a bare name for the configured schema.',
});
