import { z } from 'zod';
import { inactivityField, lockField } from '../../../families/sql/inactivity.ts';
import { configsInSchemas } from '../../../families/sql/table-configs.ts';
import { sshFields } from '../../../families/ssh/config.ts';

/** What a connection to a SQL Server needs. */
export const mssqlConfig = z.strictObject({
  hostname: z
    .string()
    .min(1)
    .meta({ title: 'Host', description: 'Name or address of the server.', isPlace: true }),
  username: z.string().min(1).meta({ title: 'User', description: 'A login of SQL Server’s own.' }),
  password: z.string().meta({ title: 'Password', sensitive: true }),
  database: z.string().min(1).meta({ title: 'Database', isPlace: true }),
  port: z.int().min(1).max(65535).default(1433).meta({ title: 'Port', isPlace: true }),
  ssl: z.boolean().default(true).meta({
    title: 'Use TLS',
    description: 'Encrypt the connection (Encrypt=True).',
  }),
  trust_server_certificate: z
    .boolean()
    .default(true)
    .meta({
      title: 'Trust the server’s certificate',
      description:
        'Take any certificate (TrustServerCertificate=True). If false, it has to be of an authority that this machine knows, and for hostname.',
      onlyWhen: { field: 'ssl', equals: true },
    }),
  ...sshFields,
  inactivity_timeout: inactivityField,
  lock_timeout: lockField,
  change_detection: z.boolean().default(false).meta({
    title: 'Detect changes',
    description:
      'Follow what the database keeps of its changes: bulk syncs that replicate read tables once, and from then on what changes in them.',
  }),
  change_method: z
    .enum(['change_tracking', 'cdc'])
    .default('change_tracking')
    .meta({
      title: 'How changes are kept',
      description:
        'change_tracking: of each row that changed, its last change. cdc: every change, as a job of the server captures it (change data capture).',
      onlyWhen: { field: 'change_detection', equals: true },
    }),
});

export type MssqlConfig = z.output<typeof mssqlConfig>;

/** The configurations of models, targets and bulk syncs. */
export const configs = configsInSchemas({
  defaultSchema: 'dbo',
  query: 'One SELECT statement without WITH and ORDER BY at its outside.',
  table: 'A table or view: schema.table, or its bare name beside `schema`.',
  newTable: 'The new table: schema.table, or a bare name for the configured schema.',
});
