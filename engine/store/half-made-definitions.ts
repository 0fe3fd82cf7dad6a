import type { HalfMade } from '../api/documents.ts';
import type { HalfMadeDefinitions } from '../api/engine-api.ts';
import type { Store, StoreReader } from './store.ts';

/** The half-made definitions of a store, to be looked at and settled. */
export function halfMadeDefinitions(store: Store): HalfMadeDefinitions {
  return {
    list: () => listHalfMade(store),
    settle: (id) => store.halfMade.settle(id),
  };
}

/** See HalfMadeDefinitions. */
export async function listHalfMade(
  store: Pick<StoreReader, 'halfMade' | 'connections' | 'models' | 'syncs' | 'bulkSyncs'>,
): Promise<readonly HalfMade[]> {
  const ids = await store.halfMade.left();
  const found = await Promise.all(ids.map((id) => definitionOf(store, id)));
  return found.flatMap((one) => one ?? []);
}

async function definitionOf(
  {
    connections,
    models,
    syncs,
    bulkSyncs,
  }: Pick<StoreReader, 'connections' | 'models' | 'syncs' | 'bulkSyncs'>,
  id: string,
): Promise<HalfMade | undefined> {
  const kinds = [
    ['connection', connections],
    ['model', models],
    ['sync', syncs],
    ['bulk_sync', bulkSyncs],
  ] as const;
  for (const [type, documents] of kinds) {
    const found = await documents.get(id);
    if (found) return { type, id, name: found.name, created_at: found.created_at };
  }
  return undefined;
}
