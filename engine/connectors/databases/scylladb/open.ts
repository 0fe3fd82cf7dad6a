import type { ConnectorHost, FacetOf, ObjectSchema, OpenConnector } from '../../../contract/contract.ts';
import type { scylladbCapabilities } from './capabilities.ts';
import { describeTable, listTables, schemaOf, summaryOf } from './catalog.ts';
import { type Cluster, openCluster } from './client.ts';
import type { ScylladbConfig } from './config.ts';
import { parseId } from './names.ts';
import { queryFacet } from './query.ts';
import { readFacet } from './read.ts';
import { withWriteTime } from './write-time.ts';

type Of<N extends keyof typeof scylladbCapabilities> = FacetOf<typeof scylladbCapabilities, N>;

/** Opens a connection. Nothing is sent to the cluster before a facet is used. */
export async function openScylladb(
  config: ScylladbConfig,
  host: Pick<ConnectorHost, 'knownHosts'>,
): Promise<OpenConnector<typeof scylladbCapabilities>> {
  const cluster = openCluster(config, host.knownHosts);
  return {
    facets: {
      test: testFacet(cluster),
      discover: discoverFacet(cluster),
      query: queryFacet(cluster),
      read: readFacet(cluster),
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** Logs in, and looks at what there is. */
function testFacet(cluster: Cluster): Of<'test'> {
  return {
    test: async (signal) => void (await listTables(cluster, undefined, signal)),
  };
}

/** How many tables are described at a time. */
const AT_A_TIME = 16;

function discoverFacet(cluster: Cluster): Of<'discover'> {
  return {
    async list({ keyspace }, signal) {
      const within = typeof keyspace === 'string' ? keyspace : undefined;
      return (await listTables(cluster, within, signal)).map(summaryOf);
    },
    async describe(ids, configuration, signal) {
      const { keyspace } = configuration;
      const within = typeof keyspace === 'string' ? keyspace : undefined;
      const described: ObjectSchema[] = [];
      for (let i = 0; i < ids.length; i += AT_A_TIME) {
        const names = ids.slice(i, i + AT_A_TIME).map((id) => parseId(id, within));
        const tables = await Promise.all(
          names.map((name) => (name ? describeTable(cluster, name, signal) : undefined)),
        );
        for (const table of tables) if (table) described.push(schemaOf(withWriteTime(table, configuration)));
      }
      return described;
    },
  };
}
