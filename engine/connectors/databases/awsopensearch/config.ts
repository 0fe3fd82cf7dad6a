import { z } from 'zod';

const whenKeys = { field: 'auth_method', equals: 'aws' } as const;
const whenBasic = { field: 'auth_method', equals: 'basic' } as const;

/** What a connection to a domain of Amazon OpenSearch Service needs. */
export const awsopensearchConfig = z.strictObject({
  endpoint: z.string().min(1).meta({
    title: 'Endpoint',
    description:
      'The domain’s address: https://search-….eu-west-1.es.amazonaws.com. https, if it does not say.',
    isPlace: true,
  }),
  auth_method: z.enum(['aws', 'basic']).default('aws').meta({
    title: 'Authentication',
    description:
      'Requests signed with AWS access keys, or the name and password of a user of the domain’s own.',
  }),
  aws_access_key_id: z
    .string()
    .min(1)
    .optional()
    .meta({ title: 'AWS access key ID', onlyWhen: whenKeys, required: true }),
  aws_secret_access_key: z
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
  region: z.string().min(1).optional().meta({
    title: 'Region',
    description: 'The domain’s AWS region.',
    onlyWhen: whenKeys,
    required: true,
  }),
  username: z.string().min(1).optional().meta({ title: 'User', onlyWhen: whenBasic, required: true }),
  password: z
    .string()
    .optional()
    .meta({ title: 'Password', sensitive: true, onlyWhen: whenBasic, required: true }),
});

export type AwsopensearchConfig = z.output<typeof awsopensearchConfig>;

/** A model reads an index, or what a query lets through of it. */
export const modelConfig = z.strictObject({
  index: z.string().min(1).meta({
    title: 'Index',
    description: 'An index, an alias, or a pattern of indices: orders, logs-*.',
  }),
  query: z.string().min(1).optional().meta({
    title: 'Query',
    description: 'Which documents are read, in OpenSearch’s query DSL: {"term": {"status": "open"}}.',
  }),
});

/** How records are written to an index. */
export const syncTargetConfig = z.strictObject({
  batch_size: z.int().min(1).max(10_000).default(1_000).meta({
    title: 'Batch size',
    description:
      'Records in one request, at most. A request is no larger than 5 MB anyway, unless a single record is.',
  }),
  create_index: z.boolean().default(false).meta({
    title: 'Create the index',
    description:
      'Let the first record make an index that is not there, with a mapping that OpenSearch guesses. If false, the index has to be there.',
  }),
});

export const bulkSourceConfig = z.strictObject({});
