import { z } from 'zod';
import type { FieldCondition } from '../../../contract/config-schema.ts';
import { csvConflicts } from '../../../families/files/csv-options.ts';
import { storeFields, storeInactivity } from '../../../families/object-store/config.ts';

const when = (equals: string): FieldCondition => ({ field: 'auth_method', equals });

/** What a connection to files in a container of Azure Blob Storage needs. */
export const azureblobConfig = z
  .strictObject({
    auth_method: z.enum(['access_key', 'client_credentials', 'oauth']).default('access_key').meta({
      title: 'Authentication method',
      description:
        'With the storage account’s access key; as an application of Microsoft Entra; or as a user who has let an application act for them.',
    }),
    account_name: z
      .string()
      .min(1)
      .meta({ title: 'Account name', isPlace: true, description: 'The storage account.' }),
    container_name: z.string().min(1).meta({
      title: 'Container name',
      isPlace: true,
      description: 'The container, or container/folder: paths of tables are relative to that.',
    }),
    access_key: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'Access key',
        description: 'Of the storage account, base64.',
        sensitive: true,
        onlyWhen: when('access_key'),
        required: true,
      }),
    tenant_id: z.string().min(1).optional().meta({
      title: 'Tenant ID',
      description:
        'The directory (tenant) that the application is registered in. Needed with client_credentials; with oauth, common if not given.',
    }),
    client_id: z.string().min(1).optional().meta({
      title: 'Client ID',
      description: 'The application’s id. Needed with client_credentials and oauth.',
    }),
    client_secret: z.string().min(1).optional().meta({
      title: 'Client secret',
      description:
        'A secret of the application. Needed with client_credentials, and with oauth unless it is a public client.',
      sensitive: true,
    }),
    oauth_refresh_token: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: 'OAuth refresh token',
        description:
          'What the user’s consent gave the application, for the scope https://storage.azure.com/user_impersonation.',
        sensitive: true,
        onlyWhen: when('oauth'),
        required: true,
      }),
    endpoint: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Endpoint',
        isPlace: true,
        description:
          'Where the storage account is reached, if not at https://<account_name>.blob.core.windows.net: a private endpoint or another Azure cloud.',
      }),
    authority: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        title: 'Authority',
        description:
          'Where tokens are requested, if not at https://login.microsoftonline.com: https://login.microsoftonline.us in Azure Government.',
      }),
    ...storeFields,
    ...storeInactivity,
  })
  .superRefine(csvConflicts)
  .superRefine((config, context) => {
    const needs = {
      access_key: [],
      client_credentials: ['tenant_id', 'client_id'],
      oauth: ['client_id'],
    } as const;
    for (const name of needs[config.auth_method])
      if (config[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `is needed when auth_method is ${config.auth_method}`,
        });
  });

export type AzureblobConfig = z.output<typeof azureblobConfig>;
