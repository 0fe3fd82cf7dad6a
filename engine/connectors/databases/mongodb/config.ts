import { z } from 'zod';

/** What a connection to a MongoDB server, replica set or Atlas cluster needs. */
export const mongodbConfig = z.strictObject({
  hosts: z.string().min(1).meta({
    title: 'Hosts',
    description:
      'Servers, joined by commas: host or host:port. With `srv` the one name that has the SRV record.',
    isPlace: true,
  }),
  username: z.string().min(1).optional().meta({ title: 'User' }),
  password: z.string().optional().meta({ title: 'Password', sensitive: true }),
  database: z.string().min(1).optional().meta({
    title: 'Database',
    isPlace: true,
    description:
      'The database of bare collection names, and the only one that is listed. If not given, all are.',
  }),
  ssl: z.boolean().default(true).meta({ title: 'Use TLS' }),
  srv: z.boolean().default(false).meta({
    title: 'Use a DNS SRV record',
    description: 'Find the servers by the SRV record of the host, as Atlas wants it.',
  }),
  params: z.string().optional().meta({
    title: 'Parameters',
    description: 'More of the connection string, as it has them: authSource=admin&replicaSet=rs0.',
  }),
  change_detection: z.boolean().default(false).meta({
    title: 'Detect changes',
    description:
      'Follow the collections’ changes by change streams, instead of reading them again. Needs a replica set or sharded cluster of MongoDB 5.0 or later.',
  }),
});

export type MongodbConfig = z.output<typeof mongodbConfig>;

const database = z.string().min(1).optional().meta({
  title: 'Database',
  description: 'The database of a bare collection name; the connection’s if not given.',
});

/** A model reads a collection, or what a query yields. */
export const modelConfig = z
  .strictObject({
    collection: z.string().min(1).optional().meta({
      title: 'Collection',
      description: 'database.collection, or a bare name in the connection’s database.',
    }),
    query: z.string().min(1).optional().meta({
      title: 'Query',
      description:
        'MongoDB’s query as (extended) JSON: the filter of a find, the list of an aggregation’s stages, or a whole command: {"find": "users", "filter": {…}, "projection": {…}, "sort": {…}, "limit": 10} or {"aggregate": "users", "pipeline": […]}.',
    }),
    database,
  })
  .refine(({ collection, query }) => (collection ?? query) !== undefined, {
    path: ['collection'],
    message: 'give a collection, or a query that names one',
  });

export const bulkSourceConfig = z.strictObject({
  database: z.string().min(1).optional().meta({
    title: 'Database',
    description: 'Only collections of this database; the connection’s if not given.',
  }),
});

/** How times are written. */
export type TimesAs = z.output<typeof syncTargetConfig>['times'];

/** How records are written to a collection. */
export const syncTargetConfig = z.strictObject({
  batch_size: z.int().min(1).max(100_000).default(1_000).meta({
    title: 'Batch size',
    description: 'Records in one command, at most. A command is no larger than 16 MB anyway.',
  }),
  times: z.enum(['exact', 'milliseconds', 'text']).default('exact').meta({
    title: 'Times',
    description:
      'BSON’s times end with milliseconds. exact: a record with a finer time is rejected; milliseconds: what is finer is cut off; text: times and dates are written as ISO 8601 text.',
  }),
  create_collection: z.boolean().default(false).meta({
    title: 'Create the collection',
    description:
      'Whether a collection that is not there may be named: MongoDB makes it with the first document.',
  }),
});
