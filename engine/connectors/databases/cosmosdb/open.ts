import type { ConnectorHost, FacetOf, ObjectSchema, OpenConnector } from '../../../contract/contract.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import { forEachAtMost } from '../../../kit/mutex.ts';
import type { cosmosdbCapabilities } from './capabilities.ts';
import { changesFacet } from './changes/facet.ts';
import { type Cosmosdb, openClient } from './client.ts';
import type { CosmosdbConfig } from './config.ts';
import { parseId, summaryOf } from './container-name.ts';
import { describeContainer, listContainers } from './containers.ts';
import { statusOf } from './failure.ts';
import { ItemFields } from './fields.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';

type Capabilities = typeof cosmosdbCapabilities;

/** Opens a connection. Nothing is sent before a facet is used. */
export async function openCosmosdb(
  config: CosmosdbConfig,
  host: ConnectorHost,
): Promise<OpenConnector<Capabilities>> {
  const cosmosdb = openClient(config, host);
  const fields = new ItemFields(cosmosdb, host);
  return {
    facets: {
      test: { test: (signal) => test(cosmosdb, signal) },
      discover: discoverFacet(cosmosdb, fields),
      query: queryFacet(cosmosdb, fields),
      read: readFacet(cosmosdb, fields),
      ...(config.change_detection ? { changes: changesFacet(cosmosdb, fields) } : {}),
    },
    [Symbol.asyncDispose]: () => cosmosdb[Symbol.asyncDispose](),
  };
}

const NOT_FOUND = 404;

/** Asks with the key for what there is, and looks for the database. */
async function test(cosmosdb: Cosmosdb, signal: AbortSignal): Promise<void> {
  const { database } = cosmosdb.config;
  await cosmosdb.ask('connecting', signal, async (client) => {
    if (database === undefined) return client.databases.readAll({ maxItemCount: 1 }).fetchNext();
    try {
      return await client.database(database).read({ abortSignal: signal });
    } catch (error) {
      if (statusOf(error) !== NOT_FOUND) throw error;
      throw new ConnectionError('database', `the account has no database "${database}"`, {
        hint: 'Check database. Its case matters.',
      });
    }
  });
}

/** Containers that are described at a time. */
const AT_ONCE = 4;

/** Shows containers, with fields by what their items have. */
function discoverFacet(cosmosdb: Cosmosdb, fields: ItemFields): FacetOf<Capabilities, 'discover'> {
  const { database: own } = cosmosdb.config;
  return {
    async list({ database }, signal) {
      const within = typeof database === 'string' ? database : own;
      return (await listContainers(cosmosdb, within, signal)).map(summaryOf);
    },
    async describe(ids, _configuration, signal) {
      const described = new Map<string, ObjectSchema>();
      await forEachAtMost(AT_ONCE, ids, signal, async (id) => {
        const name = parseId(id, own);
        const container = name && (await describeContainer(cosmosdb, name, signal));
        if (!container) return;
        described.set(id, {
          ...summaryOf(container),
          ...(container.items === undefined ? {} : { estimated_rows: container.items }),
          fields: await fields.of(container, true, signal),
        });
      });
      return ids.flatMap((id) => described.get(id) ?? []);
    },
  };
}
