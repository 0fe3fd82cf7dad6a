import { z } from 'zod';
import type { FieldCondition } from '../../../contract/config-schema.ts';
import { csvConflicts } from '../../../families/files/csv-options.ts';
import { awsCredentialFields } from '../../../families/object-store/aws-credentials.ts';
import { storeFields, storeInactivity } from '../../../families/object-store/config.ts';
import { parseBucket } from '../../../families/object-store/s3/bucket-name.ts';
import { parseQueueArn } from '../../../families/object-store/s3/event-queue.ts';

const when = (field: string, equals: string | boolean): FieldCondition => ({ field, equals });

/** Where an S3-compatible store is reached. */
export const endpointField = z
  .url({ protocol: /^https?$/ })
  .optional()
  .meta({
    title: 'Endpoint',
    isPlace: true,
    description:
      'Where the store is reached, if it is not AWS’s own S3: http://127.0.0.1:9000. If not given, AWS_ENDPOINT_URL_S3 is used, as AWS’s own tools do.',
  });

/** What a connection to files in an S3 bucket needs. */
export const s3Config = z
  .strictObject({
    auth_mode: z
      .enum(['access_key_and_secret', 'iam_role', 'default'])
      .default('access_key_and_secret')
      .meta({
        title: 'Authentication method',
        description:
          'With an access key; by assuming a role, as whoever syncform runs as; or as whoever syncform runs as (AWS’s default chain: environment, profile, container or instance).',
      }),
    ...awsCredentialFields({
      user: 'The AWS user whose access key is given; null where AWS could not be asked.',
      role: 'The role that syncform assumes.',
    }),
    s3_bucket_region: z.string().min(1).meta({
      title: 'S3 bucket region',
      description: 'As us-east-1. Other stores than AWS’s take us-east-1, mostly.',
    }),
    s3_bucket_name: z
      .string()
      .refine((text) => parseBucket(text) !== undefined, 'give a bare bucket name, or s3://bucket/prefix')
      .meta({
        title: 'S3 bucket name',
        isPlace: true,
        description: 'The bucket, or s3://bucket/prefix: paths of tables are relative to that.',
      }),
    endpoint: endpointField,
    path_style: z.boolean().optional().meta({
      title: 'Path style',
      description:
        'Whether the bucket is a part of the path rather than of the host’s name. If not given: where there is an endpoint.',
    }),
    enable_event_notifications: z.boolean().default(false).meta({
      title: 'Use event notifications',
      description:
        'Find new, changed and deleted files by the events that S3 sends to a queue, instead of listing the bucket for each run. It is still listed once a day.',
    }),
    event_queue_arn: z
      .string()
      .refine(
        (text) => parseQueueArn(text) !== undefined,
        'give the ARN of an SQS queue, arn:aws:sqs:region:account:name',
      )
      .optional()
      .meta({
        title: 'Event queue ARN',
        description:
          'The SQS queue to which S3 sends the bucket’s events. It has to be for this connection alone: who takes a message deletes it.',
        onlyWhen: when('enable_event_notifications', true),
        required: true,
      }),
    ...storeFields,
    ...storeInactivity,
  })
  .superRefine(csvConflicts);

export type S3Config = z.output<typeof s3Config>;
