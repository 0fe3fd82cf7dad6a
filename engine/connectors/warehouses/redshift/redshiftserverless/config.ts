import { z } from 'zod';
import { redshiftConfig } from '../config.ts';

const {
  database,
  ssl,
  inactivity_timeout,
  s3_bucket_name,
  s3_bucket_region,
  use_bulk_sync_staging_schema,
  bulk_sync_staging_schema,
} = redshiftConfig.shape;

/** What a connection to a workgroup of Redshift Serverless needs. */
export const redshiftServerlessConfig = z.strictObject({
  workgroup: z.string().min(1).meta({ title: 'Workgroup', isPlace: true }),
  database,
  region: z.string().min(1).optional().meta({
    title: 'Region',
    description: 'The workgroup’s region. Without it, the environment or profile of AWS’s tools says it.',
    isPlace: true,
  }),
  connection_method: z.enum(['data_api', 'endpoint']).default('endpoint').meta({
    title: 'Connection method',
    description:
      '`data_api` is accepted for compatibility: statements go to the workgroup’s endpoint either way, so that it has to let this machine in. Redshift’s Data API takes no statements of more than 100 KB.',
  }),
  override_endpoint: z.boolean().default(false).meta({
    title: 'Use another address of the Data API',
    description: 'Accepted for compatibility, and not used.',
  }),
  data_api_endpoint: z
    .string()
    .optional()
    .meta({
      title: 'Address of the Data API',
      description: 'Accepted for compatibility, and not used.',
      onlyWhen: { field: 'override_endpoint', equals: true },
    }),
  endpoint: z.string().min(1).optional().meta({
    title: 'Endpoint',
    description:
      'host, host:port or host:port/database, as the workgroup’s page shows it. Without it AWS is asked for it.',
    isPlace: true,
  }),
  iam_role_arn: z.string().min(1).meta({
    title: 'IAM role ARN',
    description:
      'The role that syncform assumes: it gets the password of a database user of its own from the workgroup, and may read and write the bucket. For COPY and UNLOAD it has to be one of the namespace’s roles.',
  }),
  external_id: z.string().optional().meta({
    title: 'External ID',
    description:
      'What syncform shows when it assumes the role: make it a condition (sts:ExternalId) of the role’s trust policy.',
    readOnly: true,
  }),
  ssl,
  inactivity_timeout,
  s3_bucket_name,
  s3_bucket_region,
  use_unload: z.boolean().default(true).meta({
    title: 'Read by UNLOAD',
    description: 'Read rows by way of the bucket, where there is one. If false, a cursor hands them out.',
  }),
  use_bulk_sync_staging_schema,
  bulk_sync_staging_schema,
});

export type RedshiftServerlessConfig = z.output<typeof redshiftServerlessConfig>;
