import { z } from 'zod';
import { awsCredentialFields } from '../../../families/object-store/aws-credentials.ts';
import { storeInactivity } from '../../../families/object-store/config.ts';

const {
  aws_access_key_id: keyId,
  aws_secret_access_key: secret_access_key,
  ...credentials
} = awsCredentialFields({
  user: 'The AWS user whose access key is given; null where AWS could not be asked.',
  role: 'The role that syncform assumes.',
});

/** What a connection to the DynamoDB tables of an account and region needs. */
export const dynamodbConfig = z.strictObject({
  auth_mode: z.enum(['access_key_and_secret', 'iam_role', 'default']).default('access_key_and_secret').meta({
    title: 'Authentication method',
    description:
      'With an access key; by assuming a role, as whoever syncform runs as; or as whoever syncform runs as (AWS’s default chain: environment, profile, container or instance).',
  }),
  access_id: keyId.meta({ ...keyId.meta(), title: 'AWS access ID', sensitive: true }),
  secret_access_key,
  ...credentials,
  region: z.string().min(1).meta({
    title: 'AWS region',
    description: 'As us-east-1.',
    isPlace: true,
  }),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'Endpoint',
      isPlace: true,
      description: 'Where DynamoDB is reached, if it is not AWS’s own: http://127.0.0.1:8000.',
    }),
  read_capacity: z.number().min(1).optional().meta({
    title: 'Read capacity',
    description:
      'Read capacity units a second that reading may take of each table, by all processes that share the store. If not given, as many as the table has.',
  }),
  change_detection: z.boolean().default(false).meta({
    title: 'Use DynamoDB Streams for bulk syncs',
    description: 'Whether bulk syncs follow the tables’ streams, rather than reading the tables again.',
  }),
  managed_streams: z
    .boolean()
    .default(false)
    .meta({
      title: 'Managed streams',
      description:
        'Whether a table that has no stream of new images is given one by a bulk sync that follows it. A stream of another view ends then.',
      onlyWhen: { field: 'change_detection', equals: true },
    }),
  ...storeInactivity,
});

export type DynamodbConfig = z.output<typeof dynamodbConfig>;

/** A bulk sync reads tables: there is nothing to say beside which. */
export const bulkSourceConfig = z.strictObject({});

/** A model reads a table. */
export const modelConfig = z.strictObject({
  table: z.string().min(1).meta({ title: 'Table', description: 'The table’s name.' }),
});
