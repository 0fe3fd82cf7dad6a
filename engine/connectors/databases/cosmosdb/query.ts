import type { FacetOf } from '../../../contract/contract.ts';
import { filteredByDuckdb } from '../../../families/documents/filtered.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { cosmosdbCapabilities } from './capabilities.ts';
import type { Cosmosdb } from './client.ts';
import { formatId, parseId } from './container-name.ts';
import { containerRows } from './container-rows.ts';
import { type ContainerShape, describeContainer } from './containers.ts';
import type { ItemFields } from './fields.ts';
import { extraction } from './rows.ts';

interface Model {
  readonly container: ContainerShape;
  readonly query: string | undefined;
}

/** Models: a container, or a query over one in Cosmos DB's SQL. */
export function queryFacet(
  cosmosdb: Cosmosdb,
  fields: ItemFields,
): FacetOf<typeof cosmosdbCapabilities, 'query'> {
  return {
    async describe(configuration, signal) {
      const { container, query } = await modelOf(cosmosdb, configuration, signal);
      if (query === undefined) return fields.of(container, true, signal);
      try {
        return await fields.ofQuery(container, query, signal);
      } catch (error) {
        if (!(error instanceof SyncformError) || error.code !== 'failed') throw error;
        throw invalid('query', error.message);
      }
    },
    async extract(configuration, wanted, signal) {
      const { container, query } = await modelOf(cosmosdb, configuration, signal);
      return query === undefined
        ? containerRows(cosmosdb, fields, container, wanted)
        : extraction(cosmosdb, fields, container, { query }, wanted, { model: query });
    },
    async extractFiltered(configuration, wanted, filter, signal) {
      const { container, query } = await modelOf(cosmosdb, configuration, signal);
      if (query === undefined) return containerRows(cosmosdb, fields, container, wanted, { filter });
      return filteredByDuckdb(wanted, filter, (all) =>
        extraction(cosmosdb, fields, container, { query }, all, { model: query }),
      );
    },
  };
}

async function modelOf(
  cosmosdb: Cosmosdb,
  { container, query, database }: JsonObject,
  signal: AbortSignal,
): Promise<Model> {
  const text = String(container);
  const name = parseId(text, typeof database === 'string' ? database : cosmosdb.config.database);
  if (!name)
    throw invalid(
      'container',
      `"${text}" does not say which container of which database it is: write database/container`,
    );
  const found = await describeContainer(cosmosdb, name, signal);
  if (!found) throw invalid('container', `there is no container ${formatId(name)}`);
  return { container: found, query: typeof query === 'string' ? query : undefined };
}

function invalid(path: string, message: string): SyncformError {
  return new SyncformError('invalid', message, { path: [path] });
}
