import { z } from 'zod';
import type { FieldCondition } from '../../../../contract/config-schema.ts';
import { mssqlConfig } from '../config.ts';

const {
  hostname,
  database,
  port,
  ssl,
  trust_server_certificate,
  change_detection,
  change_method,
  inactivity_timeout,
  lock_timeout,
  ...others
} = mssqlConfig.shape;
const { username: _, password: __, ...ssh } = others;
const when = (equals: string): FieldCondition => ({ field: 'auth_method', equals });
const notUsed = 'Accepted for compatibility, and not used: rows come by bulk loads, which need no store.';

/** How somebody logs in at a database of Azure. */
export const azureLoginFields = {
  auth_method: z.enum(['password', 'client_credentials']).default('password').meta({
    title: 'Authentication method',
    description: 'As a login of the server’s own, or as an application of Microsoft Entra.',
  }),
  username: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'User',
      description: 'A login of the server’s own.',
      onlyWhen: when('password'),
      required: true,
    }),
  password: z
    .string()
    .optional()
    .meta({ title: 'Password', sensitive: true, onlyWhen: when('password'), required: true }),
  tenant_id: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Tenant ID',
      description: 'The directory (tenant) that the application is registered in.',
      onlyWhen: when('client_credentials'),
      required: true,
    }),
  client_id: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Client ID',
      description:
        'The application’s id. The database has it as a user: CREATE USER [its name] FROM EXTERNAL PROVIDER.',
      onlyWhen: when('client_credentials'),
      required: true,
    }),
  client_secret: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: 'Client secret',
      description: 'A secret of the application.',
      sensitive: true,
      onlyWhen: when('client_credentials'),
      required: true,
    }),
  authority: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'Authority',
      description:
        'Where tokens are requested, if not at https://login.microsoftonline.com: https://login.microsoftonline.us in Azure Government.',
      onlyWhen: when('client_credentials'),
    }),
};

/** What a connection to an Azure SQL database needs. */
export const azuresqlConfig = z.strictObject({
  hostname: hostname.meta({ title: 'Host', description: 'server.database.windows.net', isPlace: true }),
  database,
  port,
  ...azureLoginFields,
  ssl,
  trust_server_certificate: z
    .boolean()
    .default(false)
    .meta({ ...trust_server_certificate.meta() }),
  ...ssh,
  inactivity_timeout,
  lock_timeout,
  change_detection,
  change_method,
  blobStore: z.boolean().default(false).meta({ title: 'Use a blob store', description: notUsed }),
  access_key: z.string().optional().meta({ title: 'Access key', description: notUsed, sensitive: true }),
  account_name: z.string().optional().meta({ title: 'Account name', description: notUsed }),
  container_name: z.string().optional().meta({ title: 'Container name', description: notUsed }),
});

export type AzuresqlConfig = z.output<typeof azuresqlConfig>;
