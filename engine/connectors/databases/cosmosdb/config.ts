import { z } from 'zod';
import { storeInactivity } from '../../../families/object-store/config.ts';

/** What a connection to an account of Azure Cosmos DB for NoSQL needs. */
export const cosmosdbConfig = z.strictObject({
  uri: z.url({ protocol: /^https?$/ }).meta({
    title: 'URI',
    description: 'The account’s endpoint: https://account.documents.azure.com:443/.',
    isPlace: true,
  }),
  key: z.string().min(1).meta({
    title: 'Key',
    description: 'A key of the account. A read-only key is enough for a source.',
    sensitive: true,
  }),
  database: z.string().min(1).optional().meta({
    title: 'Database',
    isPlace: true,
    description:
      'The database of bare container names, and the only one that is listed. If not given, all are.',
  }),
  request_units: z.number().min(1).optional().meta({
    title: 'Request units',
    description:
      'Request units a second that syncform may take of the account, by all processes that share the store. If not given, as many as it has.',
  }),
  change_detection: z.boolean().default(false).meta({
    title: 'Use the change feed for bulk syncs',
    description:
      'Whether bulk syncs follow the containers’ change feeds, rather than reading the containers again.',
  }),
  all_versions: z
    .boolean()
    .default(false)
    .meta({
      title: 'All versions and deletes',
      description:
        'Whether the feed of all versions and deletes is followed, which the account has to have switched on. That of latest versions does not tell of deletions.',
      onlyWhen: { field: 'change_detection', equals: true },
    }),
  ...storeInactivity,
});

export type CosmosdbConfig = z.output<typeof cosmosdbConfig>;

const database = z.string().min(1).optional().meta({
  title: 'Database',
  description: 'The database of a bare container name; the connection’s if not given.',
});

/** A model reads a container, or what a query over it yields. */
export const modelConfig = z.strictObject({
  container: z.string().min(1).meta({
    title: 'Container',
    description: 'database/container, or a bare name in the connection’s database.',
  }),
  query: z.string().min(1).optional().meta({
    title: 'Query',
    description:
      'A query in Cosmos DB’s SQL, over the container: SELECT c.id, c.total FROM c WHERE c.total > 10. All items if not given.',
  }),
  database,
});

export const bulkSourceConfig = z.strictObject({
  database: z.string().min(1).optional().meta({
    title: 'Database',
    description: 'Only containers of this database; the connection’s if not given.',
  }),
});
