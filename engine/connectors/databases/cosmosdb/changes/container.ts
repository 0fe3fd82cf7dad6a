import { changesLost } from '../../../../families/log/changes-lost.ts';
import type { Cosmosdb } from '../client.ts';
import { parseId } from '../container-name.ts';
import { type ContainerShape, describeContainer } from '../containers.ts';
import type { ContainerPlace, FeedMode } from './position.ts';

/** The container of an object's id; undefined where there is none. */
export async function containerOf(
  cosmosdb: Cosmosdb,
  id: string,
  signal: AbortSignal,
): Promise<ContainerShape | undefined> {
  const name = parseId(id, cosmosdb.config.database);
  return name && describeContainer(cosmosdb, name, signal);
}

/** The container that was followed to a place. Throws `changes_lost` where it is not there, or another one, or followed another way. */
export async function sameContainer(
  cosmosdb: Cosmosdb,
  id: string,
  place: Pick<ContainerPlace, 'rid' | 'mode'>,
  mode: FeedMode,
  signal: AbortSignal,
): Promise<ContainerShape> {
  const container = await containerOf(cosmosdb, id, signal);
  if (!container) throw changesLost(`there is no container ${id} any more`);
  if (container.rid !== place.rid) throw changesLost(`${id} is another container now`);
  if (place.mode !== mode)
    throw changesLost(`all_versions is another one now, and the two feeds of ${id} have no places in common`);
  return container;
}
