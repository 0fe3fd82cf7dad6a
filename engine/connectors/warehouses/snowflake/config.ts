import { z } from 'zod';
import { configsInSchemas } from '../../../families/sql/table-configs.ts';

const whenPassword = { field: 'key_pair_auth', equals: false } as const;
const whenKeyPair = { field: 'key_pair_auth', equals: true } as const;
const whenStaging = { field: 'use_bulk_sync_staging_schema', equals: true } as const;

/** What a connection to a Snowflake account needs. */
export const snowflakeConfig = z.strictObject({
  account: z.string().min(1).meta({
    title: 'Account',
    description:
      'The account’s identifier: organization-account, or the older locator with its region, as in xy12345.eu-central-1.',
    isPlace: true,
  }),
  username: z.string().min(1).meta({ title: 'User' }),
  password: z
    .string()
    .optional()
    .meta({ title: 'Password', sensitive: true, onlyWhen: whenPassword, required: true }),
  dbname: z.string().min(1).meta({
    title: 'Database',
    description:
      'As SQL would say it: a name without quotes is in capitals, one in double quotes stays as it is.',
    isPlace: true,
  }),
  warehouse: z.string().min(1).optional().meta({
    title: 'Warehouse',
    description: 'The warehouse that runs the statements; the user’s default if not given.',
  }),
  params: z.string().min(1).optional().meta({
    title: 'Parameters',
    description:
      'More of the connection, as name=value&name=value: role, schema, and host, port and protocol for an account that is reached by another name. Any other is a parameter of the session.',
  }),
  key_pair_auth: z.boolean().default(false).meta({
    title: 'Log in by key pair',
    description: 'Log in with a private key, whose public key the user has in Snowflake.',
  }),
  private_key: z.string().optional().meta({
    title: 'Private key',
    description: 'PEM, PKCS 8.',
    sensitive: true,
    onlyWhen: whenKeyPair,
    required: true,
  }),
  private_key_passphrase: z.string().optional().meta({
    title: 'Passphrase of the private key',
    sensitive: true,
    onlyWhen: whenKeyPair,
  }),
  use_bulk_sync_staging_schema: z.boolean().default(false).meta({
    title: 'Use a staging schema',
    description: 'Keep the temporary tables and stages of a load in a schema of their own.',
  }),
  bulk_sync_staging_schema: z.string().min(1).optional().meta({
    title: 'Staging schema',
    description: 'It has to be there, with the right to use it.',
    onlyWhen: whenStaging,
    required: true,
  }),
});

export type SnowflakeConfig = z.output<typeof snowflakeConfig>;

/** The configurations of models, targets and bulk syncs. */
export const configs = configsInSchemas({
  defaultSchema: 'PUBLIC',
  query: 'One SELECT or WITH statement.',
  table:
    'A table or view: SCHEMA.TABLE, or its bare name beside `schema`. Capitals count: SQL without quotes makes names in capitals.',
  newTable:
    'The new table: SCHEMA.TABLE, or a bare name for the configured schema. It keeps its capitals and small letters.',
});
