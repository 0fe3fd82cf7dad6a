import { z } from 'zod';
import { bulkDestinationFields } from '../../../contract/bulk-destination.ts';
import { inactivityField, lockField } from '../../../families/sql/inactivity.ts';
import {
  mirrorSchemas,
  newTable,
  queryOrTable,
  tableTargetFields,
} from '../../../families/sql/table-configs.ts';
import { tlsFields } from '../../../families/sql/tls-fields.ts';
import { sshFields } from '../../../families/ssh/config.ts';

/** What a connection to a MySQL or MariaDB server needs. */
export const mysqlConfig = z.strictObject({
  hostname: z
    .string()
    .min(1)
    .meta({ title: 'Host', description: 'Name or address of the server.', isPlace: true }),
  account: z.string().min(1).meta({ title: 'User' }),
  passwd: z.string().meta({ title: 'Password', sensitive: true }),
  dbname: z.string().min(1).optional().meta({
    title: 'Database',
    isPlace: true,
    description:
      'The database of bare table names, and the only one that is listed. If not given, all databases are, and tables are named database.table.',
  }),
  port: z.int().min(1).max(65535).default(3306).meta({ title: 'Port', isPlace: true }),
  ssl: z.boolean().default(true).meta({
    title: 'Use TLS',
    description:
      'Refuse to talk to the server without TLS. With ca_cert, its certificate is verified, and that it is for hostname where that is a name; without, the connection is encrypted but nobody is verified (like ssl-mode=REQUIRED).',
  }),
  ...sshFields,
  inactivity_timeout: inactivityField,
  lock_timeout: lockField,
  ...tlsFields,
  change_detection: z.boolean().default(false).meta({
    title: 'Detect changes',
    description:
      'Read changes from the server’s binary log. It has to be on, with binlog_format = ROW and binlog_row_image = FULL, and the user needs the rights REPLICATION SLAVE and BINLOG MONITOR (MySQL: REPLICATION CLIENT).',
  }),
});

export type MysqlConfig = z.output<typeof mysqlConfig>;

/** A model reads a query's result or a table. */
export const modelConfig = queryOrTable(
  {
    query: 'One SELECT, WITH or VALUES statement.',
    table: 'A table or view: database.table, or its bare name in the connection’s database.',
  },
  {
    database: z.string().min(1).optional().meta({
      title: 'Database',
      description: 'The database of a bare table name; the connection’s if not given.',
    }),
  },
);

const targetDatabase = z.string().min(1).optional().meta({
  title: 'Database',
  description: 'The database of tables that are created; the connection’s if not given.',
});

/** Where a sync's target is made. */
export const syncTargetConfig = z.strictObject({ database: targetDatabase, ...tableTargetFields });

/** What creating a sync's target needs. */
export const createTargetConfig = newTable(
  'The new table: database.table, or a bare name for the configured database.',
);

/** Which objects a bulk sync sees. */
export const bulkSourceConfig = z.strictObject({
  database: z.string().min(1).optional().meta({
    title: 'Database',
    description: 'Only objects of this database; the connection’s, or else all, if not given.',
  }),
});

/** Where a bulk sync puts its tables. */
export const bulkDestinationConfig = z.strictObject({
  database: targetDatabase,
  ...mirrorSchemas,
  ...bulkDestinationFields,
});
