import type { Cosmosdb } from './client.ts';
import { type ContainerName, formatId } from './container-name.ts';
import { statusOf } from './failure.ts';

/** A container as Cosmos DB describes it. */
export interface ContainerShape extends ContainerName {
  /** What it is known by for as long as it is there: another container of the name has another. */
  readonly rid: string;
  /** The paths of the partition key's values within an item. */
  readonly partitionKey: readonly (readonly string[])[];
  /** Its items, as counted some time ago; undefined where that is not said. */
  readonly items: number | undefined;
}

const NOT_FOUND = 404;

/** The names of the containers of a database, or of all. */
export async function listContainers(
  cosmosdb: Cosmosdb,
  database: string | undefined,
  signal: AbortSignal,
): Promise<readonly ContainerName[]> {
  return cosmosdb.ask('listing containers', signal, async (client) => {
    const databases =
      database === undefined
        ? (await client.databases.readAll().fetchAll()).resources.map(({ id }) => id)
        : [database];
    const all = await Promise.all(
      databases.map(async (name) => {
        const found = await client.database(name).containers.readAll().fetchAll();
        return found.resources.map(({ id }) => ({ database: name, container: id }));
      }),
    );
    return all.flat();
  });
}

/** A container; undefined where there is none of that name. */
export async function describeContainer(
  cosmosdb: Cosmosdb,
  name: ContainerName,
  signal: AbortSignal,
): Promise<ContainerShape | undefined> {
  return cosmosdb.ask(`looking for ${formatId(name)}`, signal, async (client) => {
    try {
      const { resource, headers } = await client
        .database(name.database)
        .container(name.container)
        .read({ populateQuotaInfo: true, abortSignal: signal });
      if (!resource) return undefined;
      return {
        ...name,
        rid: resource._rid,
        partitionKey: (resource.partitionKey?.paths ?? []).map(partsOf),
        items: countOf(headers['x-ms-resource-usage']),
      };
    } catch (error) {
      if (statusOf(error) === NOT_FOUND) return undefined;
      throw error;
    }
  });
}

/** The parts of a path: /address/city, or /"a name with / in it". */
function partsOf(path: string): readonly string[] {
  return [...path.matchAll(/\/(?:"((?:[^"\\]|\\.)*)"|([^/]*))/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

/** The fields that tell items apart: id is unique only among those of one partition key. */
export function keyOf({ partitionKey }: Pick<ContainerShape, 'partitionKey'>): readonly string[] {
  return [...new Set([...partitionKey.map((path) => path.join('.')), 'id'])];
}

/** `documentsCount=5;collectionSize=…` of a header that tells how much of its quota a container uses. */
function countOf(usage: unknown): number | undefined {
  const count = /documentsCount=(\d+)/.exec(String(usage ?? ''))?.[1];
  return count === undefined ? undefined : Number(count);
}
