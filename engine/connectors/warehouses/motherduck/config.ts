import { z } from 'zod';
import { externalAccessField } from '../../../families/duckdb/external-access.ts';
import { parseBucket } from '../../../families/object-store/s3/bucket-name.ts';

/** What a connection to MotherDuck needs. The staging bucket is for writing only; reading does without. */
export const motherduckConfig = z
  .strictObject({
    access_token: z.string().min(1).meta({
      title: 'Access token',
      description: 'A MotherDuck access token: Settings → Access Tokens.',
      sensitive: true,
    }),
    database: z
      .string()
      .min(1)
      .default('my_db')
      .meta({ title: 'Database', isPlace: true, description: 'The MotherDuck database. It must be there.' }),
    allow_external_access: externalAccessField,
    s3_bucket_name: z
      .string()
      .refine((text) => parseBucket(text) !== undefined, 'give a bare bucket name, or s3://bucket/prefix')
      .optional()
      .meta({
        title: 'S3 staging bucket',
        description:
          'Where rows wait until MotherDuck has loaded them: a bucket, or s3://bucket/prefix. Needed for writing to MotherDuck, not for reading. Nothing stays in it.',
      }),
    s3_bucket_region: z
      .string()
      .min(1)
      .optional()
      .meta({ title: 'S3 bucket region', description: 'As us-east-1.' }),
    aws_access_key_id: z
      .string()
      .min(1)
      .optional()
      .meta({ title: 'AWS access key id', description: 'Of a user that may write to the staging bucket.' }),
    aws_secret_access_key: z.string().min(1).optional().meta({
      title: 'AWS secret access key',
      description: 'Of the same user.',
      sensitive: true,
    }),
    aws_user: z.string().optional().meta({
      title: 'AWS user',
      description:
        'ARN of the user whose access key is given, as AWS tells it; null where it could not be asked.',
      readOnly: true,
    }),
  })
  .superRefine((config, context) => {
    const staging = [
      'aws_access_key_id',
      'aws_secret_access_key',
      's3_bucket_name',
      's3_bucket_region',
    ] as const;
    const given = staging.filter((name) => config[name] !== undefined);
    if (given.length === 0 || given.length === staging.length) return;
    for (const name of staging.filter((one) => config[one] === undefined))
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `needed for staging, because ${given[0]} is given; give all of ${staging.join(', ')}, or none for a connection that only reads`,
      });
  });

export type MotherduckConfig = z.output<typeof motherduckConfig>;

export const NEEDS_STAGING =
  'MotherDuck is written to by way of an S3 bucket, and the connection has none: set s3_bucket_name, s3_bucket_region, aws_access_key_id and aws_secret_access_key';

/** What a connection without a bucket cannot. */
export function unusableWithoutStaging(config: MotherduckConfig) {
  const { s3_bucket_name, s3_bucket_region, aws_access_key_id, aws_secret_access_key } = config;
  const isThere = s3_bucket_name && s3_bucket_region && aws_access_key_id && aws_secret_access_key;
  return isThere ? {} : { define: NEEDS_STAGING, load: NEEDS_STAGING };
}
