import type { EngineApi, Runnable } from '@syncform/engine/api/engine-api.ts';
import { AttributeError } from '../framework/index.ts';

/** The sync or bulk sync of an id. Throws at `sync_id` where there is none. */
export async function runnableOf(
  engine: EngineApi,
  id: string,
): Promise<{ readonly api: Pick<Runnable<never, never>, 'start' | 'preview'>; readonly name: string }> {
  for (const api of [engine.syncs, engine.bulkSyncs]) {
    const found = await api.get(id);
    if (found) return { api, name: found.name };
  }
  throw new AttributeError('sync_id', 'No such sync', `There is no sync or bulk sync ${id}.`);
}
