import { z } from 'zod';
import { awsCredentialFields } from '../../../families/object-store/aws-credentials.ts';
import { storeInactivity } from '../../../families/object-store/config.ts';
import { parseBucket } from '../../../families/object-store/s3/bucket-name.ts';

/** What a connection to the bucket needs into which Customer.io exports. */
export const exportsConfig = z.strictObject({
  auth_mode: z.enum(['access_key_and_secret', 'iam_role']).default('access_key_and_secret').meta({
    title: 'Authentication method',
    description: 'With an access key, or by assuming a role, as whoever syncform runs as.',
  }),
  ...awsCredentialFields({
    user: 'The AWS user whose access key is given; null where AWS could not be asked.',
    role: 'The role that syncform assumes.',
  }),
  s3_bucket_region: z.string().min(1).meta({ title: 'S3 bucket region', description: 'As us-east-1.' }),
  s3_bucket_name: z
    .string()
    .refine((text) => parseBucket(text) !== undefined, 'give a bare bucket name, or s3://bucket/prefix')
    .meta({
      title: 'S3 bucket name',
      isPlace: true,
      description: 'The bucket into which Customer.io exports, or s3://bucket/prefix.',
    }),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'Endpoint',
      isPlace: true,
      description: 'Where the bucket is reached, if not at AWS’s own S3: http://127.0.0.1:9000.',
    }),
  ...storeInactivity,
});

export type ExportsConfig = z.output<typeof exportsConfig>;

/** A model reads a table, or a query over tables. */
export const modelConfig = z
  .strictObject({
    table: z.string().min(1).optional().meta({ title: 'Table', description: 'As people or deliveries.' }),
    query: z.string().min(1).optional().meta({
      title: 'Query',
      description: 'One SELECT in DuckDB’s SQL. Each table is a view under its name.',
    }),
  })
  .refine(({ query, table }) => (query ?? table) !== undefined, {
    path: ['table'],
    message: 'give a table or a query',
  });

/** A bulk sync reads tables: there is nothing to say beside which. */
export const bulkSourceConfig = z.strictObject({});
