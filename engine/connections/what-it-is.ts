import type { Store } from '../store/store.ts';

/** What an id is of, for an error about an id of the wrong kind: `; it is the id of model "people"`. Empty where it is nobody's. */
export async function whatItIs(store: Store, id: string): Promise<string> {
  const kinds = [
    ['connection', store.connections],
    ['model', store.models],
    ['sync', store.syncs],
    ['bulk sync', store.bulkSyncs],
  ] as const;
  for (const [kind, documents] of kinds) {
    const found = await documents.get(id);
    if (found) return `; it is the id of ${kind} "${found.name}"`;
  }
  return '';
}
