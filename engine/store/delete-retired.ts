import { SyncformError } from '../kit/errors.ts';
import type { Repositories } from './store.ts';

/** Deletes the retired connections and models that nothing uses any more. Called when something may have left one. */
export async function deleteRetired(
  repositories: Pick<Repositories, 'connections' | 'models' | 'retired'>,
): Promise<void> {
  const { connections, models, retired } = repositories;
  const isRelated = async (id: string) =>
    (await models.list()).some(({ relations }) => relations?.some(({ to }) => to.model_id === id));
  const ids = await retired.list();
  // A model may be the last that uses a connection.
  for (const id of ids)
    if (!(await isRelated(id)) && (await ifUnused(() => models.delete(id)))) await retired.remove(id);
  for (const id of ids) if (await ifUnused(() => connections.delete(id))) await retired.remove(id);
}

async function ifUnused(remove: () => Promise<boolean>): Promise<boolean> {
  try {
    return await remove();
  } catch (error) {
    if (error instanceof SyncformError && error.code === 'in_use') return false;
    throw error;
  }
}
