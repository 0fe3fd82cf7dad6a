import { z } from 'zod';
import { csvConflicts } from '../../../families/files/csv-options.ts';
import { storeFields, storeInactivity } from '../../../families/object-store/config.ts';
import { parseBucket } from '../../../families/object-store/staging/bucket-name.ts';

/** What a connection to files in a bucket of Cloudflare R2 needs. */
export const cloudflareR2Config = z
  .strictObject({
    account_id: z.string().min(1).meta({
      title: 'Account ID',
      isPlace: true,
      description: 'The Cloudflare account, as the R2 overview shows it.',
    }),
    aws_access_key_id: z.string().min(1).meta({
      title: 'Access key ID',
      description: 'Of an R2 API token: R2 → Manage R2 API tokens.',
    }),
    aws_secret_access_key: z
      .string()
      .min(1)
      .meta({ title: 'Secret access key', description: 'Of the same token.', sensitive: true }),
    bucket_name: z
      .string()
      .refine((text) => parseBucket(text) !== undefined, 'give a bare bucket name, or s3://bucket/prefix')
      .meta({
        title: 'Bucket name',
        isPlace: true,
        description: 'The bucket, or s3://bucket/prefix: paths of tables are relative to that.',
      }),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Endpoint',
        isPlace: true,
        description:
          'Where the account is reached, if not at https://<account_id>.r2.cloudflarestorage.com: https://<account_id>.eu.r2.cloudflarestorage.com for buckets that stay in the EU.',
      }),
    ...storeFields,
    ...storeInactivity,
  })
  .superRefine(csvConflicts);

export type CloudflareR2Config = z.output<typeof cloudflareR2Config>;
