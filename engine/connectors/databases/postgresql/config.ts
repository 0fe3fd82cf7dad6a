import { z } from 'zod';
import { inactivityField, lockField } from '../../../families/sql/inactivity.ts';
import { configsInSchemas } from '../../../families/sql/table-configs.ts';
import { tlsFields } from '../../../families/sql/tls-fields.ts';
import { sshFields } from '../../../families/ssh/config.ts';

/** What a connection to a Postgres server needs. */
export const postgresqlConfig = z.strictObject({
  hostname: z
    .string()
    .min(1)
    .meta({ title: 'Host', description: 'Name or address of the server.', isPlace: true }),
  username: z.string().min(1).meta({ title: 'User' }),
  password: z.string().meta({ title: 'Password', sensitive: true }),
  database: z.string().min(1).meta({ title: 'Database', isPlace: true }),
  port: z.int().min(1).max(65535).default(5432).meta({ title: 'Port', isPlace: true }),
  ssl: z.boolean().default(true).meta({
    title: 'Use TLS',
    description:
      'Refuse to talk to the server without TLS. With ca_cert, its certificate and its name are verified; without, the connection is encrypted but nobody is verified (like sslmode=require).',
  }),
  ...sshFields,
  inactivity_timeout: inactivityField,
  lock_timeout: lockField,
  ...tlsFields,
  change_detection: z.boolean().default(false).meta({
    title: 'Detect changes',
    description: 'Read changes from the server’s logical replication stream.',
  }),
  publication: z
    .string()
    .optional()
    .meta({
      title: 'Publication',
      description: 'The publication to read changes from.',
      onlyWhen: { field: 'change_detection', equals: true },
      required: true,
    }),
});

export type PostgresqlConfig = z.output<typeof postgresqlConfig>;

const configs = configsInSchemas({
  defaultSchema: 'public',
  query: 'One SELECT, WITH, VALUES or TABLE statement.',
  table: 'A table or view: schema.table, or its bare name beside `schema`.',
  newTable: 'The new table: schema.table, or a bare name for the configured schema.',
});
/** A model reads a query's result or a table. */
export const modelConfig = configs.model;
/** Where a sync's target is made. */
export const syncTargetConfig = configs.syncTarget;
/** What creating a sync's target needs. */
export const createTargetConfig = configs.createTarget;
/** Which objects a bulk sync sees. */
export const bulkSourceConfig = z.strictObject({
  ...configs.bulkSource.shape,
  replication_slot: z
    .string()
    .regex(/^[a-z0-9_]{1,63}$/, 'has to be made of lower-case letters, digits and underscores, 63 at most')
    .optional()
    .meta({
      title: 'Replication slot',
      description:
        'The slot that changes are read from, where they are followed. It has to be there (plugin pgoutput), and is yours: syncform never drops it. If not given, syncform keeps a slot of its own for each bulk sync.',
    }),
});
/** Where a bulk sync puts its tables. */
export const bulkDestinationConfig = configs.bulkDestination;
