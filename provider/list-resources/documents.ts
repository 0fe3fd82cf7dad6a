import type { EngineApi } from '@syncform/engine/api/engine-api.ts';
import type { AnyListResource } from '../framework/list-resource.ts';
import { listResource } from '../resources/syncform.ts';

interface Document {
  readonly id: string;
  readonly name: string;
}

/** A list of what the store has of a kind: for `terraform query`, which writes configuration and imports for what it finds. */
export function documentList(
  what: string,
  documents: (engine: EngineApi) => Promise<readonly Document[]>,
): AnyListResource {
  return listResource({
    description: `The ${what} that the store has, managed by this configuration or not.`,
    attributes: {},
    async *list({ provider }) {
      const found = await documents(await provider.engine());
      for (const { id, name } of found.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
        yield { name, state: { id } };
    },
  });
}
