import { z } from 'zod';
import { clientCertificateFields } from '../../../families/sql/tls-fields.ts';
import { sshFields } from '../../../families/ssh/config.ts';

const whenTls = { field: 'tls', equals: true } as const;

/** What a connection to a ScyllaDB or Cassandra cluster needs. */
export const scylladbConfig = z.strictObject({
  hosts: z.string().min(1).meta({
    title: 'Hosts',
    description:
      'Nodes of one datacenter, joined by commas: host or host:port (9042 if not given). The others are found through them.',
    isPlace: true,
  }),
  username: z.string().min(1).optional().meta({ title: 'User' }),
  password: z.string().optional().meta({ title: 'Password', sensitive: true }),
  tls: z.boolean().default(false).meta({ title: 'Use TLS' }),
  skip_verify: z.boolean().default(false).meta({
    title: 'Skip certificate verification',
    description: 'Accept any certificate of the nodes.',
    onlyWhen: whenTls,
  }),
  ca_cert: z.string().optional().meta({
    title: 'CA certificate',
    description:
      'PEM of the authority that signed the nodes’ certificates. If not given, one that Node.js knows has to have signed them.',
    onlyWhen: whenTls,
  }),
  ...clientCertificateFields('the nodes', whenTls),
  ...sshFields,
});

export type ScylladbConfig = z.output<typeof scylladbConfig>;

const keyspace = z.string().min(1).optional();

/** A model reads a table or view, or what a SELECT yields. */
export const modelConfig = z
  .strictObject({
    table: z.string().min(1).optional().meta({
      title: 'Table',
      description: 'A table or materialized view: keyspace.table, or its bare name with `keyspace`.',
    }),
    query: z.string().min(1).optional().meta({
      title: 'Query',
      description: 'One SELECT statement of CQL.',
    }),
    keyspace: keyspace.meta({
      title: 'Keyspace',
      description: 'The keyspace of a bare table name, and of bare names in the query.',
    }),
  })
  .refine(({ table, query }) => (table === undefined) !== (query === undefined), {
    path: ['table'],
    message: 'give a table or a query, and not both',
  });

export const bulkSourceConfig = z.strictObject({
  keyspace: keyspace.meta({
    title: 'Keyspace',
    description: 'Only tables and views of this keyspace.',
  }),
  write_time: z.boolean().default(false).meta({
    title: 'Write time',
    description:
      'Give every table the field `_writetime`: when the newest value of a row was written. It may be the tracking field of a table that has no time of change of its own.',
  }),
});
