import { z } from 'zod';
import { whenKeys, whenRole } from '../../../families/object-store/aws-credentials.ts';
import { parseBucket } from '../../../families/object-store/s3/bucket-name.ts';
import { configsInSchemas } from '../../../families/sql/table-configs.ts';

/** What a connection to Athena needs. */
export const athenaConfig = z.strictObject({
  region: z.string().min(1).meta({ title: 'Region', isPlace: true }),
  outputbucket: z
    .string()
    .refine((text) => parseBucket(text) !== undefined, 'give a bare bucket name, or s3://bucket/prefix')
    .meta({
      title: 'S3 output location',
      description:
        'Where Athena puts results until they are read: a bucket, or s3://bucket/prefix. Nothing stays in it.',
    }),
  auth_mode: z
    .enum(['access_key_and_secret', 'iam_role'])
    .default('access_key_and_secret')
    .meta({ title: 'AWS authentication' }),
  access_id: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'AWS access key ID', onlyWhen: whenKeys, required: true }),
  secret_access_key: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'AWS secret access key', sensitive: true, onlyWhen: whenKeys, required: true }),
  aws_user: z.string().optional().meta({
    title: 'User ARN',
    description: 'The user whom the keys belong to.',
    readOnly: true,
    onlyWhen: whenKeys,
  }),
  iam_role_arn: z.string().min(1).optional().meta({
    title: 'IAM role ARN',
    description: 'The role that syncform assumes.',
    onlyWhen: whenRole,
    required: true,
  }),
  external_id: z.string().optional().meta({
    title: 'External ID',
    description: 'What syncform shows when it assumes the role, where the role’s trust policy asks for one.',
    onlyWhen: whenRole,
  }),
  tags: z.record(z.string(), z.string()).optional().meta({
    title: 'Tags',
    description: 'Accepted for compatibility, and not used: a session of syncform’s has no tags.',
  }),
  workgroup: z.string().min(1).default('primary').meta({ title: 'Workgroup' }),
  catalog: z.string().min(1).default('AwsDataCatalog').meta({
    title: 'Catalog',
    description: 'The data catalog whose databases are read: Glue’s, or one that is registered in Athena.',
    isPlace: true,
  }),
  use_unload: z.boolean().default(true).meta({
    title: 'Read by UNLOAD',
    description:
      'Athena writes rows as Parquet files, many at once. If false, it writes one CSV file: set that where the workgroup does not let clients say where results go.',
  }),
});

export type AthenaConfig = z.output<typeof athenaConfig>;

const { model, bulkSource } = configsInSchemas({
  defaultSchema: 'default',
  query: 'One SELECT, WITH, VALUES or TABLE statement in Athena’s SQL.',
  table: 'A table or view: schema.table, or its bare name beside `schema`. A schema is a database of Glue.',
  newTable: '',
});

/** The configurations of models and bulk syncs. */
export const configs = { model, bulkSource };
