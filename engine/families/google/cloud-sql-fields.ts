import { z } from 'zod';
import { inactivityField, lockField } from '../sql/inactivity.ts';
import { parseCloudSqlName } from './cloud-sql-name.ts';
import type { CloudSqlOptions } from './cloud-sql-tunnel.ts';
import { parseServiceAccount, type ServiceAccount } from './service-account.ts';
import { aboutServiceAccountKey, serviceAccountKey } from './service-account-key.ts';

/** How a connection to a Cloud SQL instance is configured, but for what its kind of server adds. */
export const cloudSqlFields = {
  connection_name: z
    .string()
    .refine(
      (text) => parseCloudSqlName(text) !== undefined,
      'give the instance’s connection name, project:region:instance',
    )
    .meta({
      title: 'Connection name',
      isPlace: true,
      description: 'As the instance’s overview shows it: project:region:instance.',
    }),
  database: z.string().min(1).meta({ title: 'Database', isPlace: true }),
  username: z.string().min(1).optional().meta({
    title: 'User',
    description:
      'A user of the database. Without a password it is one that IAM authenticates: the service account itself if not given.',
  }),
  password: z.string().optional().meta({
    title: 'Password',
    description: 'Of the database’s user. If not given, IAM authenticates the user by the service account.',
    sensitive: true,
  }),
  credentials: serviceAccountKey.meta(
    aboutServiceAccountKey(
      'the role Cloud SQL Client; Cloud SQL Instance User as well where IAM authenticates the user',
    ),
  ),
  ip_type: z.enum(['public', 'private', 'psc']).optional().meta({
    title: 'Address',
    description:
      'The instance’s address that this machine reaches; psc is Private Service Connect. If not given, the first that the instance has, in this order.',
  }),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: 'API endpoint',
      description:
        'Where the Cloud SQL Admin API is reached, if not at https://sqladmin.googleapis.com: a private endpoint.',
    }),
  inactivity_timeout: inactivityField,
  lock_timeout: lockField,
};

/** A connection to a Cloud SQL instance, as it is configured. */
export interface CloudSqlConfig {
  readonly connection_name: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly credentials: string;
  readonly ip_type?: CloudSqlOptions['address'];
  readonly endpoint?: string | undefined;
}

/** A password wants to know whose it is. */
export function needsUser({ username, password }: CloudSqlConfig, context: z.RefinementCtx): void {
  if (password === undefined || username !== undefined) return;
  context.addIssue({ code: 'custom', path: ['username'], message: 'is needed where a password is given' });
}

/** The way to the instance, and who logs in there. */
export function cloudSqlOptions(
  config: CloudSqlConfig,
): CloudSqlOptions & { readonly account: ServiceAccount } {
  const name = parseCloudSqlName(config.connection_name);
  const account = parseServiceAccount(config.credentials);
  if (!name || !account) throw new TypeError('the configuration was not checked');
  return {
    name,
    account,
    endpoint: config.endpoint ?? 'https://sqladmin.googleapis.com',
    address: config.ip_type,
    isIam: config.password === undefined,
  };
}
